import { EVENT_FIELDS } from '@trill/contract/event'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ColumnMap, FIELDS, faultsOf, guessMap, guessTime, mappingOf, withColumn } from './column-map.ts'
import { compileMapping, mappingOfHeader, readMapping } from './mapping.ts'

const guessed = (header: string, ...rows: string[]) => guessMap({ columns: header.split(','), rows: rows.map((row) => row.split(',')) })
const uses = ({ columns }: ColumnMap) => columns.map(({ use }) => use)

describe('a map of columns', () => {
  test('knows every field of an event', () => {
    expect(Object.keys(FIELDS).sort()).toEqual(Object.keys(EVENT_FIELDS).sort())
  })

  test('needs no word where the columns are named as the fields, so that the import is the one of the command line', () => {
    const map = guessed('type,actor_id,occurred_at,properties.colour,value', 'view,ada,2020-01-01T00:00:00Z,red,1')
    expect(faultsOf(map)).toBeUndefined()
    expect(mappingOf(map)).toBeUndefined()
  })

  test('knows columns by other names, and keeps the rest as properties', () => {
    const map = guessed('eventName,userId,timestamp,post,Colour of hair', 'view,ada,1514764800,p1,red')
    expect(mappingOf(map)).toEqual({
      type: 'eventName',
      actor_id: 'userId',
      occurred_at: '{timestamp|seconds}',
      content_id: 'post',
      'properties.Colour of hair': 'Colour of hair',
    })
  })

  test('gives a field to one column alone, and to the one of its own name first', () => {
    expect(uses(guessed('user,user_id,actor_id,type', 'a,b,c,d'))).toEqual(['property', 'property', 'actor_id', 'type'])
    expect(uses(guessed('user,user_id,type', 'a,b,d'))).toEqual(['property', 'actor_id', 'type'])
  })

  test('takes no column that repeats itself for the name of the row', () => {
    expect(uses(guessed('uuid,type', '1,view', '2,view'))).toEqual(['message_id', 'type'])
    expect(uses(guessed('uuid,type', '1,view', '1,view'))).toEqual(['property', 'type'])
  })

  test('asks what happened and who did it where no column says so', () => {
    const map = guessed('cascade,user', '1,2')
    expect(map.added).toEqual([{ field: 'type', value: '' }])
    expect(faultsOf(map)).toEqual({ columns: {}, added: { 0: 'Say what happened, for example view, like or share.' } })
    const filled = { ...map, added: [{ field: 'type', value: ' share ' }] }
    expect(faultsOf(filled)).toBeUndefined()
    expect(mappingOf(filled)).toEqual({ 'properties.cascade': 'cascade', actor_id: 'user', type: ':share' })
    expect(faultsOf(guessed('type,colour', 'view,red'))?.whole).toContain('who did it')
    expect(faultsOf({ ...map, added: [] })?.whole).toContain('what happened')
  })

  test('refuses a field that is given twice, a property without a name, and a column that cannot be named', () => {
    const map = guessed('type,actor_id,other,{odd}', 'view,ada,x,y')
    const [type, actor, other, odd] = map.columns
    if (!type || !actor || !other || !odd) throw new Error('Four columns were guessed')
    const faults = faultsOf({
      columns: [type, actor, { ...other, use: 'actor_id' }, odd, { ...other, property: ' ' }],
      added: [
        { field: 'type', value: 'x' },
        { field: 'country', value: '' },
        { field: '', value: 'x' },
      ],
    })
    expect(Object.keys(faults?.columns ?? {})).toEqual(['0', '1', '2', '3', '4'])
    expect(Object.keys(faults?.added ?? {})).toEqual(['0', '1', '2'])
  })

  test('asks no more for the type once a column brings it', () => {
    const map = guessed('kind,user', 'view,ada')
    const [kind] = map.columns
    if (!kind) throw new Error('Two columns were guessed')
    expect(withColumn(map, 0, { ...kind, use: 'type' })).toMatchObject({ columns: [{ use: 'type' }, { use: 'actor_id' }], added: [] })
    expect(withColumn(map, 0, { ...kind, use: 'country' }).added).toHaveLength(1)
  })

  test.each([
    [['2017-11-14 09:30:00', '2017-11-14'], 'utc'],
    [['2017-11-14T09:30:00Z'], 'iso'],
    [['1510651800', '1510651800.5'], 'seconds'],
    [['1510651800000'], 'milliseconds'],
    [['265953285247209472'], 'snowflake'],
    [['2017-11-14 09:30:00', 'never'], 'iso'],
    [[], 'iso'],
  ])('reads times such as %j as %s', (values, form) => {
    expect(guessTime(values)).toBe(form)
  })

  test('is understood by the mapping language, whatever the columns are named', () => {
    const name = fc.oneof(fc.constantFrom('type', 'actor_id', 'user', ':x', 'time', 'properties.a', 'a,b', 'a|b', 'a\\,b'), fc.string())
    fc.assert(
      fc.property(
        fc.uniqueArray(
          name.map((text) => text.trim()),
          { minLength: 1, maxLength: 8 },
        ),
        (columns) => {
          const map = guessMap({ columns, rows: [] })
          const filled = { ...map, added: map.added.map((field) => ({ ...field, value: 'view' })) }
          if (faultsOf(filled) !== undefined) return
          const mapping = mappingOf(filled)
          const read = mapping === undefined ? mappingOfHeader(columns) : readMapping(JSON.stringify(mapping))
          const event = compileMapping(read, columns)(columns.map((_, index) => `v${index}`))
          const at = columns.findIndex((_, index) => ['actor_id', 'anonymous_id'].includes(map.columns[index]?.use ?? ''))
          expect(Object.values(event)).toContain(`v${at}`)
        },
      ),
    )
  })
})
