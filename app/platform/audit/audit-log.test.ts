import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ENGINES, lacksEngine, openDatabase } from '../../../test/metadata-engines.ts'
import { preparePostgres } from '../../../test/store-templates.ts'
import type { Metadata } from '../postgres/metadata.ts'
import { openMetadata } from '../postgres/open.ts'
import { BEGINNING, canonicalJson, type Link, type Sealed, sealed } from '../sealed-log/chain.ts'
import { type AuditEvent, AuditLog } from './audit-log.ts'
import { AUDIT_FORM, type Entry } from './chain.ts'

type ChainedEntry = Entry & Sealed
const chained = (entry: Entry, previous: Link, key: Buffer): ChainedEntry => ({
  ...entry,
  ...sealed({ form: AUDIT_FORM.form, fields: AUDIT_FORM.fieldsOf(entry) }, previous, key),
})

const logger = pino({ level: 'silent' })
const NOW = Date.parse('2026-03-01T12:00:00.123Z')
const event = (target: string): AuditEvent => ({
  action: 'key_create',
  actor: { kind: 'user', id: 'ada' },
  outcome: 'success',
  workspaceId: 'main',
  target,
  address: '192.0.2.1',
  details: { scope: 'read', number: 1 },
})

describe.each(ENGINES)('the audit log in PostgreSQL, %s', (engine) => {
  const skip = lacksEngine(engine)
  let dataDir: string
  let database: Awaited<ReturnType<typeof openDatabase>>
  let metadata: Metadata
  let log: AuditLog

  const open = () => new AuditLog({ metadata, dataDir, logger, now: () => NOW })
  const fill = async (count: number) => {
    for (let n = 1; n <= count; n += 1) await log.record(event(`target-${n}`))
  }
  /** What somebody with every right in the database can do. */
  const tamper = async (...statements: string[]) => {
    await metadata.query('ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only')
    for (const sql of statements) await metadata.query(sql)
    await metadata.query('ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_append_only')
  }
  const stored = async () =>
    (
      await metadata.query<ChainedEntry>(`SELECT sequence, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
        workspace_id AS "workspaceId", actor_kind AS "actorKind", actor_id AS "actorId", action, target, outcome, address, details,
        previous_hash AS "previousHash", hash, seal FROM audit_log ORDER BY sequence`)
    ).rows

  beforeAll(async () => {
    if (skip) return
    dataDir = mkdtempSync(join(tmpdir(), 'trill-audit-'))
    database = await openDatabase(engine)
    if (engine === 'embedded') await preparePostgres(dataDir)
    metadata = await openMetadata({ dataDir, postgresUrl: database.postgresUrl })
  }, 60_000)
  beforeEach(async () => {
    if (skip) return
    await tamper('DELETE FROM audit_log')
    rmSync(join(dataDir, 'audit.head'), { force: true })
    log = open()
  })
  afterAll(async () => {
    await metadata?.close()
    await database?.drop()
    if (dataDir !== undefined) rmSync(dataDir, { recursive: true, force: true })
  })

  test.skipIf(skip)('is whole while it is empty, and after records were added', async () => {
    expect(await log.verify()).toEqual({ checked: 0, broken: null, verifiedAt: NOW })
    await fill(5)
    expect(await log.verify()).toMatchObject({ checked: 5, broken: null })
    expect((await stored()).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5])
  })

  test.skipIf(skip)('keeps what it was given', async () => {
    expect(await log.record(event('one'))).toBe(1)
    expect(await stored()).toMatchObject([
      {
        at: '2026-03-01T12:00:00.123000Z',
        workspaceId: 'main',
        actorKind: 'user',
        actorId: 'ada',
        action: 'key_create',
        target: 'one',
        outcome: 'success',
        address: '192.0.2.1',
        details: '{"number":1,"scope":"read"}',
        previousHash: Buffer.alloc(32),
      },
    ])
  })

  test.skipIf(skip)('makes one unbroken chain of 200 records at once, also from two processes', async () => {
    const other = open()
    const sequences = await Promise.all(Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? log : other).record(event(`${n}`))))
    expect(sequences.sort((one, next) => one - next)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1))
    expect(await log.verify()).toMatchObject({ checked: 200, broken: null })
  })

  test.skipIf(skip)('goes on with the chain after a restart', async () => {
    await fill(3)
    await metadata.close()
    metadata = await openMetadata({ dataDir, postgresUrl: database.postgresUrl })
    log = open()
    expect(await log.record(event('after'))).toBe(4)
    expect(await log.verify()).toMatchObject({ checked: 4, broken: null })
  })

  test.skipIf(skip)('refuses to change, delete or empty what was written', async () => {
    await fill(1)
    for (const sql of [
      "UPDATE audit_log SET target = 'x'",
      'DELETE FROM audit_log',
      'TRUNCATE audit_log',
      'DELETE FROM audit_log WHERE false',
    ]) {
      await expect(metadata.query(sql)).rejects.toThrow('append-only')
    }
    expect(await log.verify()).toMatchObject({ checked: 1, broken: null })
  })

  test.skipIf(skip)('takes text that PostgreSQL does not, and never so much that it cannot be stored', async () => {
    await log.record({ ...event('nul\0 and half a pair \ud800'), address: 'x'.repeat(10_000), details: { text: '\0\ud800' } })
    expect(await log.verify()).toMatchObject({ checked: 1, broken: null })
    expect(() => log.record({ ...event(''), details: { text: 'x'.repeat(5000) } })).toThrow(RangeError)
  })

  describe('finds where', () => {
    beforeEach(() => (skip ? undefined : fill(6)))

    test
      .skipIf(skip)
      .each([
        ["at = at + interval '1 microsecond'"],
        ['workspace_id = NULL'],
        ["actor_id = 'bob'"],
        ["actor_kind = 'system'"],
        ["action = 'key_revoke'"],
        ["target = 'other'"],
        ["outcome = 'failed'"],
        ["address = ''"],
        ["details = '{}'"],
        ["previous_hash = decode(repeat('00', 32), 'hex')"],
        ["hash = decode(repeat('00', 32), 'hex')"],
      ])('a record was changed: %s', async (change) => {
      await tamper(`UPDATE audit_log SET ${change} WHERE sequence = 3`)
      expect(await log.verify()).toMatchObject({ checked: 2, broken: { sequence: 3, reason: 'changed' } })
    })

    test.skipIf(skip)('a record was deleted, at the beginning or within', async () => {
      await tamper('DELETE FROM audit_log WHERE sequence = 4')
      expect((await log.verify()).broken).toEqual({ sequence: 4, reason: 'missing' })
      await tamper('DELETE FROM audit_log WHERE sequence = 1')
      expect((await log.verify()).broken).toEqual({ sequence: 1, reason: 'missing' })
    })

    test.skipIf(skip)('two records were swapped', async () => {
      await tamper(
        'UPDATE audit_log SET sequence = 99 WHERE sequence = 2',
        'UPDATE audit_log SET sequence = 2 WHERE sequence = 5',
        'UPDATE audit_log SET sequence = 5 WHERE sequence = 99',
      )
      expect((await log.verify()).broken).toEqual({ sequence: 2, reason: 'changed' })
    })

    test.skipIf(skip)('the end was cut off, also after more was recorded', async () => {
      await tamper('DELETE FROM audit_log WHERE sequence > 4')
      expect((await log.verify()).broken).toEqual({ sequence: 5, reason: 'cut' })
      expect(await log.record(event('later'))).toBe(7)
      expect((await log.verify()).broken).toEqual({ sequence: 5, reason: 'missing' })
    })

    test.skipIf(skip)('everything was deleted', async () => {
      await tamper('DELETE FROM audit_log')
      expect((await log.verify()).broken).toEqual({ sequence: 1, reason: 'cut' })
    })

    test.skipIf(skip)('the whole chain was rewritten by somebody without the key', async () => {
      const [, second] = await stored()
      let previous: Link = second as Link
      const rewritten = (await stored()).slice(2).map((row) => {
        const forged = chained({ ...plain(row), actorId: 'mallory' }, previous, Buffer.from('not the key'))
        previous = forged
        return forged
      })
      for (const { sequence, actorId, hash, previousHash, seal } of rewritten) {
        const hex = (bytes: Buffer) => `decode('${bytes.toString('hex')}', 'hex')`
        await tamper(
          `UPDATE audit_log SET actor_id = '${actorId}', hash = ${hex(hash)}, previous_hash = ${hex(previousHash)}, seal = ${hex(seal)}
           WHERE sequence = ${sequence}`,
        )
      }
      expect((await log.verify()).broken).toEqual({ sequence: 3, reason: 'forged' })
    })

    test.skipIf(skip)('a record was added by somebody without the key', async () => {
      const newest = (await stored()).at(-1) as ChainedEntry
      const forged = chained(plain(newest), newest, Buffer.from('not the key'))
      await metadata.query(
        `INSERT INTO audit_log SELECT 7, at, workspace_id, actor_kind, actor_id, action, target, outcome, address, details, $1, $2, $3
         FROM audit_log WHERE sequence = 6`,
        [forged.previousHash, forged.hash, forged.seal],
      )
      expect((await log.verify()).broken).toEqual({ sequence: 7, reason: 'forged' })
    })

    test.skipIf(skip)('the file that says where the log ends was changed or taken away', async () => {
      const path = join(dataDir, 'audit.head')
      const text = readFileSync(path, 'utf8')
      writeFileSync(path, text.replace('"sequence":6', '"sequence":5'))
      expect((await log.verify()).broken).toEqual({ sequence: 6, reason: 'head_changed' })
      await log.record(event('evidence stays'))
      expect((await log.verify()).broken?.reason).toBe('head_changed')
      rmSync(path)
      expect((await log.verify()).broken).toEqual({ sequence: 7, reason: 'head_missing' })
    })

    test.skipIf(skip)('the key is another than the records were sealed with', async () => {
      writeFileSync(join(dataDir, 'audit.key'), `${'ab'.repeat(32)}\n`)
      expect((await open().verify()).broken).toEqual({ sequence: 1, reason: 'forged' })
      rmSync(join(dataDir, 'audit.key'))
      open()
    })
  })

  test.skipIf(skip)('keeps its key from other users and outside the database', async () => {
    const key = readFileSync(join(dataDir, 'audit.key'), 'utf8').trim()
    expect(statSync(join(dataDir, 'audit.key')).mode & 0o777).toBe(0o600)
    await fill(2)
    expect(JSON.stringify(await stored())).not.toContain(key)
  })
})

test('a key file that holds something else is not replaced', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trill-audit-key-'))
  writeFileSync(join(dataDir, 'audit.key'), 'lost')
  expect(() => new AuditLog({ metadata: undefined as never, dataDir, logger, now: Date.now })).toThrow('restore it from a backup')
  rmSync(dataDir, { recursive: true })
})

describe('the chain', () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 })
  const entries = fc.record({ actorId: text, target: text, address: text, details: text })
  const whole = (fields: Pick<Entry, 'actorId' | 'target' | 'address' | 'details'>): Entry => ({
    ...{ at: '2026-03-01T12:00:00.000000Z', workspaceId: null, actorKind: 'user', action: 'sign_in', outcome: 'success' },
    ...fields,
  })
  const key = Buffer.alloc(32, 7)

  test('has another hash for any two records that differ', () => {
    fc.assert(
      fc.property(entries, entries, (one, other) => {
        const [a, b] = [chained(whole(one), BEGINNING, key), chained(whole(other), BEGINNING, key)]
        expect(a.hash.equals(b.hash)).toBe(JSON.stringify(one) === JSON.stringify(other))
      }),
    )
  })

  test('is SHA-256 of a JSON list that anybody can compute', () => {
    const { hash } = chained(whole({ actorId: 'ada', target: '', address: '::1', details: '{}' }), BEGINNING, key)
    expect(hash.toString('hex')).toBe('c4267ce253f5588660b27e51c70f1f29e14effcda5fdaa6d2160991b435d7298')
  })
})

test('canonical JSON does not depend on the order in which keys were set', () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }], a: 'ä' })).toBe('{"a":"ä","b":[{"c":null,"d":1}]}')
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(canonicalJson(value))
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

function plain({ at, workspaceId, actorKind, actorId, action, target, outcome, address, details }: ChainedEntry): Entry {
  return { at, workspaceId, actorKind, actorId, action, target, outcome, address, details }
}
