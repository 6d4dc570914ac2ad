import { expect, test } from 'vitest'
import { createWithoutOthers } from './others.ts'

const withoutOthers = createWithoutOthers(new Set(['ann-1', 'ann-browser']), Buffer.alloc(32, 7))

test('the person stays, others become pseudonyms that are the same within one archive', () => {
  const row = { actor_id: 'ann-1', target_id: 'bob-1', text: 'hi @bob-1 and @ann-1, from ann@', properties: '{"seen_by":"bob-1","n":1}' }
  const left = withoutOthers('events', row) as { target_id: string; text: string; properties: object }
  expect(JSON.stringify(left)).not.toContain('bob')
  expect(left.target_id).toMatch(/^other-.{12}$/)
  expect(left.text).toBe(`hi @${left.target_id} and @ann-1, from ann@`)
  expect(left.properties).toEqual({ seen_by: left.target_id, n: 1 })
  const [first, second] = [1, 2].map(() => createWithoutOthers(new Set(['ann-1']))('events', row).target_id)
  expect(first).not.toBe(second)
})

test('of what others did, the person learns that it was done and where they stand in it, not what was written', () => {
  const row = {
    message_id: 'm',
    type: 'comment',
    actor_id: 'bob-1',
    target_id: 'ann-1',
    text: 'a secret of bob, for ann-1',
    properties: '{}',
  }
  const left = withoutOthers('events of others', row)
  expect(JSON.stringify(left)).not.toMatch(/bob|secret/)
  expect(left).toMatchObject({ message_id: 'm', type: 'comment', target_id: 'ann-1', person_stands_in: ['target_id', 'text'] })
})

test('a refused event is given as it came only to whoever sent it', () => {
  const payloadOf = (payload: object) => withoutOthers('quarantine', { reason: 'r', payload: JSON.stringify(payload) }).payload
  expect(payloadOf({ actor_id: 'ann-1', odd: 1 })).toEqual({ actor_id: 'ann-1', odd: 1 })
  expect(payloadOf({ actor_id: 'bob-1', text: 'ann-1' })).toBeNull()
  expect(payloadOf([])).toBeNull()
})
