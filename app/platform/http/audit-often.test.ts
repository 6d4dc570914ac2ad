import { expect, test } from 'vitest'
import type { AuditEvent } from '../audit/audit-log.ts'
import { AuditOften } from './audit-often.ts'

const asked = (id: string): AuditEvent => ({
  action: 'engagement_predict',
  actor: { kind: 'key', id },
  outcome: 'success',
  workspaceId: 'main',
  details: { people: 1 },
})

function recorder() {
  const records: unknown[] = []
  let now = 0
  const audit = { record: async ({ actor, details }: AuditEvent) => records.push([actor.id, details]) }
  return { records, often: new AuditOften({ audit, now: () => now }), pass: (milliseconds: number) => (now += milliseconds) }
}

test('the first request of a minute is recorded by itself, the others with the next, and callers are kept apart', async () => {
  const { records, often, pass } = recorder()
  for (let n = 0; n < 5; n += 1) await often.record(asked('one'))
  await often.record(asked('other'))
  expect(records).toEqual([
    ['one', { people: 1 }],
    ['other', { people: 1 }],
  ])
  pass(60_000)
  await often.record(asked('one'))
  expect(records.slice(2)).toEqual([
    ['one', { alike_requests: 4 }],
    ['one', { people: 1 }],
  ])
  await often.close()
  expect(records).toHaveLength(4)
})

test('what was only counted is recorded at the end', async () => {
  const { records, often } = recorder()
  for (let n = 0; n < 3; n += 1) await often.record(asked('one'))
  await often.close()
  expect(records.at(-1)).toEqual(['one', { alike_requests: 2 }])
})

test('what cannot be recorded is not answered, and stays counted', async () => {
  let fails = false
  const audit = {
    record: async () => {
      if (fails) throw new Error('the disk is full')
      return 1
    },
  }
  let now = 0
  const often = new AuditOften({ audit, now: () => now })
  for (let n = 0; n < 3; n += 1) await often.record(asked('one'))
  fails = true
  now = 60_000
  await expect(often.record(asked('one'))).rejects.toThrow('the disk is full')
  fails = false
  await often.close()
})
