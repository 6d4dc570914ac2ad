import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ENGINES, lacksEngine, openDatabase } from '../../../test/metadata-engines.ts'
import { addWorkspace } from '../access/workspaces.ts'
import type { EventLog, LogEntry } from '../log/event-log.ts'
import type { Metadata } from '../postgres/metadata.ts'
import { openMetadata } from '../postgres/open.ts'
import { renewStoredSecrets } from '../secrets/stored-secrets.ts'
import { openVault, SecretKeyMissing } from '../secrets/vault.ts'
import { holding } from './attribute-sheet.ts'
import { AttributesLog } from './attributes-log.ts'
import { PersonAttributes, type PersonTraits } from './person-attributes.ts'

const DAY = 86_400_000
const newKey = () => randomBytes(32).toString('base64')
const [first, second] = [newKey(), newKey()]
const OLD = 'p1.aaaaaaaaaaaaaaaaaaaaaa'
const NEW = 'p2.bbbbbbbbbbbbbbbbbbbbbb'
let sent = 0

function said(person: string, traits: Record<string, unknown>, saidAt = 1000, receivedAt = saidAt): PersonTraits {
  sent += 1
  return { person, traits, saidAt, receivedAt, messageId: `m${sent}`, source: 'measured' }
}

describe.each(ENGINES)('attributes of people, on the %s engine', (engine) => {
  describe.skipIf(lacksEngine(engine))(engine, () => {
    let metadata: Metadata
    let drop: () => Promise<void>
    let dataDir: string

    beforeAll(async () => {
      dataDir = mkdtempSync(join(tmpdir(), 'trill-attributes-'))
      const database = await openDatabase(engine)
      drop = database.drop
      metadata = await openMetadata({ dataDir, postgresUrl: database.postgresUrl })
      for (const id of ['main', 'other']) {
        const created_at = new Date(0).toISOString()
        await addWorkspace(metadata, { id, name: id, time_zone: 'UTC', provenance: 'measured', created_at })
      }
    })
    afterAll(async () => {
      await metadata?.close()
      await drop?.()
      rmSync(dataDir, { recursive: true, force: true })
    })
    beforeEach(async () => {
      await metadata.query('DELETE FROM person_keys')
    })

    const vaultOf = (secretKey: string, ...secretKeyPrevious: string[]) => openVault({ dataDir, secretKey, secretKeyPrevious })
    const attributesOf = (...keys: [string, ...string[]]) => new PersonAttributes({ metadata, vault: vaultOf(...keys), dataDir })
    const valuesOf = async (attributes: PersonAttributes, person: string, workspace = 'main') =>
      Object.fromEntries((await attributes.of(workspace, [person])).flatMap(holding).map(({ name, value }) => [name, value]))
    const keys = async () => (await metadata.query<{ person: string; sealed: Buffer }>('SELECT person, sealed FROM person_keys')).rows

    test('what many requests say at once is all kept, each person once, and each workspace for itself', async () => {
      const attributes = attributesOf(first)
      const requests = Array.from({ length: 60 }, (_, n) =>
        attributes.keep(n % 3 === 0 ? 'other' : 'main', [said(`u${n % 6}`, { [`t${n}`]: n }), said(`u${n % 6}`, { last: n }, 1000 + n)]),
      )
      await Promise.all(requests)
      expect(await keys()).toHaveLength(6)
      expect(await valuesOf(attributes, 'u0', 'other')).toMatchObject({ t0: 0, t54: 54, last: 54 })
      expect(await valuesOf(attributes, 'u1')).toMatchObject({ t1: 1, t55: 55, last: 55 })
      expect(await valuesOf(attributes, 'u0')).toEqual({})
      expect(await attributes.count('main', ['u1', 'u2', 'nobody'])).toBe(22)
    })

    test('more people than one transaction takes are kept', async () => {
      const attributes = attributesOf(first)
      await attributes.keep(
        'main',
        Array.from({ length: 2500 }, (_, n) => said(`many-${n}`, { n })),
      )
      expect(await keys()).toHaveLength(2500)
      expect(await valuesOf(attributes, 'many-2499')).toEqual({ n: 2499 })
    })

    test('a new key of the installation opens what the one before sealed; the sealed attributes are not touched', async () => {
      await attributesOf(first).keep('main', [said('ann', { city: 'Bonn' }), said('bob', { city: 'Rome' })])
      const sheets = async () => (await metadata.query('SELECT sealed FROM person_attributes ORDER BY person')).rows
      const before = await sheets()
      await renewStoredSecrets({ metadata, vault: vaultOf(second, first), logger: pino({ level: 'silent' }) })
      expect(await valuesOf(attributesOf(second), 'ann')).toEqual({ city: 'Bonn' })
      await expect(attributesOf(first).of('main', ['ann'])).rejects.toThrow(SecretKeyMissing)
      expect(await sheets()).toEqual(before)
    })

    test('whose key is missing is refused, and nobody who came along with them', async () => {
      await attributesOf(first).keep('main', [said('ann', { city: 'Bonn' })])
      const attributes = attributesOf(second)
      const [other, ann, another] = await Promise.allSettled([
        attributes.keep('main', [said('bob', { city: 'Rome' })]),
        attributes.keep('main', [said('ann', { city: 'Oslo' })]),
        attributes.keep('main', [said('cid', { city: 'Bern' })]),
      ])
      expect([other.status, another.status]).toEqual(['fulfilled', 'fulfilled'])
      expect(ann).toMatchObject({ status: 'rejected', reason: expect.any(SecretKeyMissing) })
      expect(await valuesOf(attributesOf(first), 'ann')).toEqual({ city: 'Bonn' })
      expect(await attributes.erase('main', ['ann'])).toBe(1)
    })

    test('the attributes of one do not open as those of another', async () => {
      const attributes = attributesOf(first)
      await attributes.keep('main', [said('ann', { city: 'Bonn' })])
      await attributes.keep('main', [said('bob', { city: 'Rome' })])
      const [ann, bob] = (await keys()).map(({ person }) => person)
      await metadata.query(
        'UPDATE person_attributes SET sealed = (SELECT sealed FROM person_attributes WHERE person = $1) WHERE person = $2',
        [ann, bob],
      )
      await expect(attributes.of('main', ['ann', 'bob'])).rejects.toThrow('belongs to another place')
      await metadata.query('UPDATE person_keys SET sealed = (SELECT sealed FROM person_keys WHERE person = $1) WHERE person = $2', [
        ann,
        bob,
      ])
      await expect(attributes.of('main', ['ann', 'bob'])).rejects.toThrow('belongs to another place')
    })

    test('a person under a new pseudonym keeps what is known, as one with what is said since; the older key goes', async () => {
      const attributes = attributesOf(first)
      await attributes.keep('main', [said(OLD, { city: 'Bonn', plan: 'free' }, 1000)])
      await attributes.keep('main', [said(NEW, { plan: 'pro' }, 2000)])
      const links = [
        [OLD, NEW],
        ['p1.cccccccccccccccccccccc', 'p2.dddddddddddddddddddddd'],
      ] as const
      expect(await attributes.rename('main', links)).toEqual([OLD])
      expect(await attributes.rename('main', links)).toEqual([])
      expect(await valuesOf(attributes, NEW)).toEqual({ city: 'Bonn', plan: 'pro' })
      expect([await attributes.count('main', [OLD]), (await keys()).length]).toEqual([0, 1])
    })

    test('with a pseudonym key goes what is kept under it, and nothing else', async () => {
      const attributes = attributesOf(first)
      await attributes.keep('main', [said(OLD, { a: 1 }), said(NEW, { a: 1 }), said('p1.short', { a: 1 })])
      await attributes.keep('other', [said(OLD, { a: 1 })])
      expect(await attributes.eraseVersion('main', 1)).toBe(1)
      expect(await attributes.count('main', [OLD, NEW, 'p1.short'])).toBe(2)
      expect(await attributes.count('other', [OLD])).toBe(1)
    })

    test('attributes go so many days after the latest word, those of minors earlier', async () => {
      const attributes = attributesOf(first)
      await attributes.keep('main', [said('ann', { a: 1 }, 0, 10 * DAY), said('bob', { a: 1 }, 0), said('minor.x', { a: 1 }, 0, 90 * DAY)])
      await attributes.keep('main', [said('bob', { b: 1 }, 0, 80 * DAY)])
      const times = { adults: 60 * DAY, minors: 30 * DAY }
      const ages = (now: number) => attributes.ages('main', times, { due: now, late: now - DAY })
      expect((await ages(70.5 * DAY)).find(({ isMinors }) => !isMinors)).toEqual({
        ...{ isMinors: false, rows: 2, oldestAt: 10 * DAY, due: 1, overdue: 0 },
      })
      expect((await ages(122 * DAY)).find(({ isMinors }) => isMinors)).toMatchObject({ rows: 1, due: 1, overdue: 1 })
      expect(await attributes.eraseDue('main', times, 69 * DAY)).toBe(0)
      expect(await attributes.eraseDue('main', times, 120 * DAY)).toBe(2)
      expect(await valuesOf(attributes, 'bob')).toEqual({ a: 1, b: 1 })
    })
  })
})

describe('the log', () => {
  const entry = (traits: readonly PersonTraits[]): LogEntry => ({
    ...{ workspaceId: 'main', hashes: new Uint32Array(), events: Buffer.of(), quarantine: Buffer.of() },
    ...{ receivedAt: 0, turnedAway: [], traits },
  })
  const logged: LogEntry[] = []
  const journal: EventLog = {
    append: async (one) => {
      logged.push(one)
    },
    settle: async () => true,
    state: () => ({ pendingEvents: 0, pendingBytes: 0, trouble: '' }),
    purge: async () => undefined,
    close: async () => undefined,
  }

  test('journals an event when what it says is kept and not before, without what it says', async () => {
    let keep = () => {}
    const attributes = { keep: () => new Promise<void>((resolve) => (keep = resolve)) }
    const log = new AttributesLog(journal, attributes)
    const appended = log.append(entry([said('ann', { city: 'Bonn' })]))
    expect([logged.length, await log.settle(5)]).toEqual([0, false])
    keep()
    await appended
    expect([logged.length, await log.settle(5)]).toEqual([1, true])
    expect(JSON.stringify(logged)).not.toContain('Bonn')
  })

  test('acknowledges nothing of which a part could not be kept', async () => {
    logged.length = 0
    const failing = { keep: () => Promise.reject(new Error('The metadata store does not answer')) }
    const log = new AttributesLog(journal, failing)
    await expect(log.append(entry([said('ann', { city: 'Bonn' })]))).rejects.toThrow('does not answer')
    expect([logged.length, await log.settle(5)]).toEqual([0, true])
    await log.append(entry([]))
    expect(logged).toHaveLength(1)
    await log.close()
  })
})
