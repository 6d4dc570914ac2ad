import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ENGINES, lacksEngine, openDatabase } from '../../../test/metadata-engines.ts'
import { addPerson } from '../access/people.ts'
import { beginSecondFactor, confirmSecondFactor } from '../access/second-factor.ts'
import { addWorkspace } from '../access/workspaces.ts'
import { readConfig } from '../config.ts'
import type { Metadata } from '../postgres/metadata.ts'
import { openMetadata } from '../postgres/open.ts'
import { openPseudonymKeys } from '../privacy/pseudonym-keys.ts'
import { keyIdOf } from './envelope.ts'
import { renewStoredSecrets } from './stored-secrets.ts'
import { openVault, SecretKeyMissing } from './vault.ts'

const newKey = () => randomBytes(32).toString('base64')
const [first, second, lost] = [newKey(), newKey(), newKey()]
let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'trill-vault-'))
  return () => rmSync(dataDir, { recursive: true, force: true })
})

const vaultOf = (secretKey = '', ...secretKeyPrevious: string[]) => openVault({ dataDir, secretKey, secretKeyPrevious })
const place = { purpose: 'second factor', ownerId: 'ada' } as const

describe('the key', () => {
  test('is made once, in a file that only its owner reads, where none is set', () => {
    const sealed = vaultOf().seal(place, Buffer.from('secret'))
    expect(vaultOf().open(place, sealed).toString()).toBe('secret')
    expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600)
  })

  test('in the file goes on opening when another one is set', () => {
    const sealed = vaultOf().seal(place, Buffer.from('secret'))
    const vault = vaultOf(first)
    expect(vault.open(place, sealed).toString()).toBe('secret')
    expect(keyIdOf(vault.renew(place, sealed))).toBe(vault.keyId)
  })

  test('is not made where one is set', () => {
    vaultOf(first)
    expect(() => readFileSync(join(dataDir, 'secret.key'))).toThrow('ENOENT')
  })

  test('that is gone is named, with the settings that may hold it', () => {
    const sealed = vaultOf(first).seal(place, Buffer.from('secret'))
    expect(() => vaultOf(second).open(place, sealed)).toThrow(SecretKeyMissing)
    expect(() => vaultOf(second).open(place, sealed)).toThrow(/TRILL_SECRET_KEY, nor in TRILL_SECRET_KEY_PREVIOUS/)
    expect(vaultOf(second, first).open(place, sealed).toString()).toBe('secret')
  })

  test('that is none is refused without repeating it', () => {
    for (const variable of ['TRILL_SECRET_KEY', 'TRILL_SECRET_KEY_PREVIOUS']) {
      expect(() => readConfig({ [variable]: 'hunter2' })).toThrow(`${variable} must hold 32 bytes in base64`)
      expect(() => readConfig({ [variable]: 'hunter2' })).not.toThrow('hunter2')
    }
    writeFileSync(join(dataDir, 'secret.key'), 'broken')
    expect(() => vaultOf()).toThrow('should hold 32 bytes in base64')
  })
})

describe.each(ENGINES)('stored secrets, on the %s engine', (engine) => {
  describe.skipIf(lacksEngine(engine))(engine, () => {
    let metadata: Metadata
    let drop: () => Promise<void>
    let directory: string
    const logger = pino({ level: 'silent' })

    beforeAll(async () => {
      directory = mkdtempSync(join(tmpdir(), 'trill-secrets-'))
      const database = await openDatabase(engine)
      drop = database.drop
      metadata = await openMetadata({ dataDir: directory, postgresUrl: database.postgresUrl })
    })
    afterAll(async () => {
      await metadata?.close()
      await drop?.()
      rmSync(directory, { recursive: true, force: true })
    })
    beforeEach(async () => {
      await metadata.query('DELETE FROM people')
    })

    const addOne = (name: string) => addPerson(metadata, { email: `${name}@secrets.example`, name, now: 0 })
    const stored = async () =>
      (
        await metadata.query<{ id: string; plain: Buffer | null; sealed: Buffer }>(
          'SELECT id::text AS id, totp_secret AS plain, totp_sealed AS sealed FROM people ORDER BY email',
        )
      ).rows

    test('what an older Trill left readable is sealed and still opens', async () => {
      const [secret, id] = [randomBytes(20), await addOne('ada')]
      await metadata.query('UPDATE people SET totp_secret = $2 WHERE id = $1', [id, secret])
      await renewStoredSecrets({ metadata, vault: vaultOf(first), logger })
      const [row] = await stored()
      expect(row?.plain).toBeNull()
      expect(vaultOf(first).open({ ...place, ownerId: id }, row?.sealed ?? Buffer.of())).toEqual(secret)
    })

    test('a second factor begun and confirmed is never stored readable', async () => {
      const { TOTP, Secret } = await import('otpauth')
      const id = await addOne('bob')
      const store = { metadata, vault: vaultOf(first) }
      const { secret } = await beginSecondFactor(store, id, 'bob')
      const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: 60_000 })
      expect(await confirmSecondFactor(store, id, code, 60_000)).toHaveLength(10)
      const [row] = await stored()
      expect(row?.plain).toBeNull()
      expect(row?.sealed.includes(Buffer.from(Secret.fromBase32(secret).bytes))).toBe(false)
    })

    test('keys of pseudonyms come under the present key and name everybody as before', async () => {
      const created_at = new Date(0).toISOString()
      await addWorkspace(metadata, { id: 'named', name: 'Named', time_zone: 'UTC', provenance: 'measured', created_at })
      const keysOf = (vault: ReturnType<typeof vaultOf>) => openPseudonymKeys({ metadata, vault, dataDir: directory, now: Date.now })
      const keys = await keysOf(vaultOf(first))
      await keys.begin('named')
      expect(await keys.rotate('named', 30)).toBe(2)
      const names = keys.namesOf('named', 'ann')
      expect(names).toHaveLength(2)
      await renewStoredSecrets({ metadata, vault: vaultOf(second, first), logger })
      expect((await keysOf(vaultOf(second))).namesOf('named', 'ann')).toEqual(names)
      const left = await keysOf(vaultOf(second))
      await left.destroy('named', 1)
      expect(left.namesOf('named', 'ann')).toEqual(names.slice(0, 1))
    })

    test('all come under the present key, also when that was interrupted; those of a lost key stay', async () => {
      const vault = vaultOf(second, first)
      const sealed = new Map<string, Buffer>()
      for (let index = 0; index < 205; index += 1) {
        const id = await addOne(`p${String(index).padStart(3, '0')}`)
        const own = index === 7 ? vaultOf(lost) : index < 50 ? vault : vaultOf(first)
        sealed.set(id, own.seal({ ...place, ownerId: id }, Buffer.from(`secret ${index}`)))
        await metadata.query('UPDATE people SET totp_sealed = $2 WHERE id = $1', [id, sealed.get(id)])
      }
      await renewStoredSecrets({ metadata, vault, logger })
      for (const [index, row] of (await stored()).entries()) {
        if (index === 7) expect(row.sealed).toEqual(sealed.get(row.id))
        else
          expect(
            vaultOf(second)
              .open({ ...place, ownerId: row.id }, row.sealed)
              .toString(),
          ).toBe(`secret ${index}`)
      }
    })

    test('a secret that was moved to another person does not open', async () => {
      const [one, two] = [await addOne('carl'), await addOne('dora')]
      const vault = vaultOf(first)
      await metadata.query('UPDATE people SET totp_sealed = $2 WHERE id = $1', [two, vault.seal({ ...place, ownerId: one }, Buffer.of(1))])
      const row = (await stored()).find(({ id }) => id === two)
      expect(() => vault.open({ ...place, ownerId: two }, row?.sealed ?? Buffer.of())).toThrow('belongs to another place')
    })
  })
})
