import { expect, test } from 'vitest'
import { eventTableColumns } from './derive/ddl.ts'
import { EVENT_COLUMNS, EVENT_FIELDS, EVENT_SYSTEM_FIELDS, EventInput, MESSAGE_ID_MAX_LENGTH } from './event.ts'

test('a sender may set exactly the fields that are defined, in the order of the table, and say what was consented to', () => {
  expect(Object.keys(EventInput.properties)).toEqual([...Object.keys(EVENT_FIELDS), 'consent'])
})

test('only the message and its type are required by the schema', () => {
  expect(EventInput.required).toEqual(['message_id', 'type'])
})

test('every column is a field of the sender or of the system, and every field is a column', () => {
  const fields = [...Object.keys(EVENT_FIELDS), ...Object.keys(EVENT_SYSTEM_FIELDS)].sort()
  expect([...EVENT_COLUMNS].sort()).toEqual(fields)
})

test('a parent is named by the id of a message', () => {
  expect(EVENT_FIELDS.parent_message_id.schema).toMatchObject({ maxLength: MESSAGE_ID_MAX_LENGTH })
})

test('every field says what it means and how private it is', () => {
  for (const { about, privacy } of Object.values({ ...EVENT_FIELDS, ...EVENT_SYSTEM_FIELDS })) {
    expect(about).toMatch(/^[A-Z`].*[.…]$/s)
    expect(['none', 'pseudonym', 'personal']).toContain(privacy)
  }
})

test('what a person wrote and who a person is are marked as such', () => {
  expect(EVENT_FIELDS.text.privacy).toBe('personal')
  expect(EVENT_FIELDS.properties.privacy).toBe('personal')
  expect(EVENT_FIELDS.actor_id.privacy).toBe('pseudonym')
})

test('a column that may be absent without being empty is nullable', () => {
  const nullable = eventTableColumns().filter(({ type }) => type.startsWith('Nullable('))
  expect(nullable.map(({ name }) => name)).toEqual(['sent_at', 'value', 'original_timestamp'])
})
