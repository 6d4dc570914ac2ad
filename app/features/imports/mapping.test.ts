import { describe, expect, test } from 'vitest'
import { compileMapping, mappingOfHeader, readMapping } from './mapping.ts'

const BASE = 'type=:share,actor_id=user'

/** Maps one row, named by its columns. */
function mapped(mapping: string, row: Readonly<Record<string, string>>) {
  return compileMapping(readMapping(mapping), Object.keys(row))(Object.values(row))
}

describe('a mapping', () => {
  test('takes columns, fixed words and templates', () => {
    expect(mapped(`${BASE},message_id={post}:{user},content_id=post,text=:a\\, b`, { post: '523', user: 'ada' })).toEqual({
      message_id: '523:ada',
      type: 'share',
      actor_id: 'ada',
      content_id: '523',
      text: 'a, b',
    })
  })

  test('leaves a field out where the column, or one part of a template, is empty', () => {
    const mapping = `${BASE},content_id=post,parent_message_id={post}:{parent|not -1}`
    expect(mapped(mapping, { post: '', user: 'ada', parent: '7' })).toEqual({ type: 'share', actor_id: 'ada' })
    expect(mapped(mapping, { post: '523', user: 'ada', parent: '-1' })).toEqual({ type: 'share', actor_id: 'ada', content_id: '523' })
  })

  test('keeps large identifiers whole', () => {
    expect(mapped(`${BASE},content_id=id`, { id: '523123779124600833', user: '9007199254740993' })).toMatchObject({
      content_id: '523123779124600833',
      actor_id: '9007199254740993',
    })
  })

  test('computes the time of a reply from the identifier of the first post and a delay', () => {
    const mapping = `${BASE},occurred_at={cascade|snowflake|plus delay_min minutes}`
    expect(mapped(mapping, { cascade: '265953285247209472', user: '1', delay_min: '0.45' })).toMatchObject({
      occurred_at: '2012-11-06T23:06:46.033Z',
    })
    expect(mapped(mapping, { cascade: '265953285247209472', user: '1', delay_min: '-15.8' })).toEqual({
      reason: 'negative_delay',
      field: 'occurred_at',
      message: 'delay_min is -15.8; it must be 0 or more',
    })
    expect(mapped(mapping, { cascade: 'tweet', user: '1', delay_min: '1' })).toMatchObject({
      reason: 'invalid_number',
      field: 'occurred_at',
    })
    expect(mapped(mapping, { cascade: '265953285247209472', user: '1', delay_min: '' })).toMatchObject({ reason: 'invalid_number' })
  })

  test.each([
    ['{at|seconds}', '1510672201.5', '2017-11-14T15:10:01.500Z'],
    ['{at|milliseconds}', '1510672201500', '2017-11-14T15:10:01.500Z'],
    ['{at|utc}', '2017-11-14 15:10:01', '2017-11-14T15:10:01.000Z'],
    ['{at|utc}', '2017-11-14', '2017-11-14T00:00:00.000Z'],
    ['{at|utc|plus user days}', '2017-11-14', '2017-11-16T00:00:00.000Z'],
    ['at', '2017-11-14T15:10:01+01:00', '2017-11-14T15:10:01+01:00'],
    ['{at|default 2020-01-01T00:00:00Z}', '', '2020-01-01T00:00:00Z'],
  ])('occurred_at=%s of %s is %s', (expression, at, time) => {
    expect(mapped(`${BASE},occurred_at=${expression}`, { at, user: '2' })).toMatchObject({ occurred_at: time })
  })

  test('refuses a time that is none', () => {
    expect(mapped(`${BASE},occurred_at={at|utc}`, { at: '14/11/2017', user: '2' })).toMatchObject({ reason: 'invalid_date' })
    expect(mapped(`${BASE},occurred_at={at|seconds}`, { at: 'soon', user: '2' })).toMatchObject({ reason: 'invalid_number' })
  })

  test('translates words, and says which one it does not know', () => {
    const mapping = 'actor_id=user,type={kind|lower|choose 1=like 2=comment}'
    expect(mapped(mapping, { kind: '2', user: 'a' })).toMatchObject({ type: 'comment' })
    expect(mapped(mapping, { kind: '3', user: 'a' })).toMatchObject({ reason: 'unknown_value', field: 'type' })
    expect(mapped('actor_id=user,type={kind|choose 1=like *=view}', { kind: '3', user: 'a' })).toMatchObject({ type: 'view' })
  })

  test('puts numbers and properties where they belong', () => {
    expect(
      mapped(`${BASE},value=amount,properties.is_reply={reply|number},properties.place=city`, {
        amount: '12.50',
        reply: '1',
        city: 'Cádiz',
        user: 'a',
      }),
    ).toMatchObject({
      value: 12.5,
      properties: { is_reply: 1, place: 'Cádiz' },
    })
    expect(mapped(`${BASE},value=amount`, { amount: '12,50', user: 'a' })).toMatchObject({ reason: 'invalid_number', field: 'value' })
    expect(mapped(`${BASE},properties=all`, { all: '{"a":[1]}', user: 'a' })).toMatchObject({ properties: { a: [1] } })
  })

  test('in a JSON file means the same', () => {
    const json = JSON.stringify({ type: ':share', actor_id: 'user', message_id: '{post}:{user}', properties: { place: 'city' } })
    expect(readMapping(`\ufeff ${json}`)).toEqual(readMapping(`${BASE},message_id={post}:{user},properties.place=city`))
  })
})

describe('a mapping that cannot be used says why', () => {
  const header = { user: 'ada', at: '2017' }
  test.each([
    ['', 'The mapping is empty'],
    ['type', '"type" in the mapping must be FIELD=COLUMN'],
    ['colour=user', 'names "colour", which is no field of an event'],
    ['{"type": 5}', 'The mapping of type must be text'],
    ['{"type": ', 'The mapping is not JSON'],
    ['actor_id=user', 'Nothing says what happened'],
    ['type=:share', 'Nothing says who did it'],
    [
      'type=share,actor_id=user',
      'names the column "share", which the file has not. Its columns are user, at. A fixed word is written with a colon: :share',
    ],
    [`${BASE},occurred_at={at`, '"{at" has a brace without its partner'],
    [`${BASE},occurred_at={at|zulu}`, '"zulu" is no step. Steps are snowflake, seconds'],
    [`${BASE},occurred_at={at|plus at minutes}`, '"plus" needs a time before it, and has a text. Put snowflake'],
    [`${BASE},occurred_at={at|utc|plus at fortnights}`, 'a unit of milliseconds, seconds, minutes, hours, days'],
    [`${BASE},occurred_at={at|utc|plus gone minutes}`, 'names the column "gone"'],
    [`${BASE},text={at|choose a}`, '"choose a" must be "choose A=X B=Y *=Z"'],
  ])('%j', (mapping, reason) => {
    expect(() => mapped(mapping, header)).toThrow(reason)
  })
})

describe('a file whose columns are named as the fields are', () => {
  test('needs no mapping', () => {
    const header = ['message_id', 'type', 'actor_id', 'properties.city']
    expect(compileMapping(mappingOfHeader(header), header)(['m', 'view', 'ada', 'Rome'])).toEqual({
      message_id: 'm',
      type: 'view',
      actor_id: 'ada',
      properties: { city: 'Rome' },
    })
  })

  test('needs one when a column is not a field', () => {
    expect(() => mappingOfHeader(['type', 'user', 'city'])).toThrow('The columns user, city are no fields of an event')
  })
})
