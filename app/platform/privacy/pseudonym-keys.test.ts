import { createHmac } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { openVault, SecretKeyMissing } from '../secrets/vault.ts'
import { LinkFile } from './link-file.ts'
import { openPseudonymKeys } from './pseudonym-keys.ts'
import { createPseudonymiser, isPseudonym, pseudonymOf } from './pseudonymiser.ts'

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([])
  for (const id of ['main', 'other', 'lost']) await trill.addWorkspace({ id })
})
afterAll(() => trill?.close())

const key = (version: number, byte: number) => ({ version, bytes: Buffer.alloc(32, byte) })
const directory = mkdtempSync(join(tmpdir(), 'trill-links-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

test('a pseudonym is the HMAC-SHA-256 of the identifier, cut to 128 bits', () => {
  const hmac = createHmac('sha256', Buffer.alloc(32, 7)).update(Buffer.from('ann', 'utf8')).digest()
  expect(pseudonymOf(key(1, 7), 'ann')).toBe(`p1.${hmac.subarray(0, 16).toString('base64url')}`)
  // RFC 4231, test case 2, whose digest begins 5bdcc146bf60754e6a042426089575c7.
  const digest = Buffer.from('5bdcc146bf60754e6a042426089575c7', 'hex').toString('base64url')
  expect(pseudonymOf({ version: 12, bytes: Buffer.from('Jefe') }, 'what do ya want for nothing?')).toBe(`p12.${digest}`)
})

test('the same identifier has the same pseudonym under one key, and another under every other', () => {
  const [one, other] = [createPseudonymiser(key(1, 1), [], { links: new LinkFile(directory, 'one') }), key(2, 2)]
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ minLength: 1, unit: 'grapheme' }), (id, another) => {
      expect(one.of(id)).toBe(one.of(id))
      expect(isPseudonym(one.of(id))).toBe(true)
      expect(one.of(id) === one.of(another)).toBe(id === another)
      expect(pseudonymOf(other, id).slice(3)).not.toBe(one.of(id).slice(3))
    }),
  )
})

test('names of minors and of single events stay, what only looks like them does not, and nothing is no name', () => {
  const names = createPseudonymiser(key(1, 1), [], { links: new LinkFile(directory, 'kept') })
  for (const kept of ['', 'minor.AAAAAAAAAAAAAAAAAAAAAA', 'unlinked.018f3b5a-0000-4000-8000-000000000001'])
    expect(names.of(kept)).toBe(kept)
  for (const id of ['minor.bob', 'unlinked.bob', 'p1.AAAAAAAAAAAAAAAAAAAAAA']) expect(names.of(id)).toBe(pseudonymOf(key(1, 1), id))
})

test('more people than are remembered keep their pseudonyms', () => {
  const names = createPseudonymiser(key(1, 1), [], { links: new LinkFile(directory, 'many') })
  const first = names.of('person-0')
  for (let n = 0; n < 120_000; n += 1) names.of(`person-${n}`)
  expect(names.of('person-0')).toBe(first)
})

test('who is seen while an older key is held is written down once a memory, sessions are not, and the file is taken over a crash', () => {
  const links = new LinkFile(directory, 'seen')
  const names = createPseudonymiser(key(2, 2), [key(1, 1)], { links })
  for (const id of ['ann', 'ann', 'bob', '']) names.of(id)
  names.ofSession('visit-1')
  expect(links.waiting()).toBe(0)
  names.keepLinks()
  names.keepLinks()
  const expected = ['ann', 'bob'].map((id) => [pseudonymOf(key(1, 1), id), pseudonymOf(key(2, 2), id)])
  const batch = links.take()
  expect(batch?.links).toEqual(expected)
  // What arrives meanwhile is another batch; after a crash the first is taken again.
  names.of('eve')
  names.keepLinks()
  expect(new LinkFile(directory, 'seen').take()).toEqual(batch)
  if (batch !== undefined) links.finish(batch)
  expect(links.take()?.links).toEqual([[pseudonymOf(key(1, 1), 'eve'), pseudonymOf(key(2, 2), 'eve')]])
})

test('more links than are read at once are handed over in several files, none of them lost', () => {
  const links = new LinkFile(directory, 'long')
  for (let n = 0; n < 120; n += 1) links.append(Array.from({ length: 1000 }, (_, m) => [`p1.${n}-${m}`, `p2.${n}-${m}`] as const))
  const sizes: number[] = []
  for (let batch = links.take(); batch !== undefined; batch = links.take()) {
    sizes.push(batch.links.length)
    links.finish(batch)
  }
  expect(sizes.sort()).toEqual([20_000, 50_000, 50_000])
})

test('keys are of their workspace, sealed where they are stored, and the same after a restart', async () => {
  const { pseudonymKeys, metadata, config, vault } = trill.platform
  for (const workspace of ['main', 'main', 'other']) await pseudonymKeys.begin(workspace)
  const [ann] = pseudonymKeys.namesOf('main', 'ann')
  expect(pseudonymKeys.namesOf('other', 'ann')).not.toContain(ann)
  expect(pseudonymKeys.namesOf('lost', 'ann')).toEqual([])
  const reopened = await openPseudonymKeys({ metadata, vault, dataDir: config.dataDir, now: Date.now })
  expect(reopened.namesOf('main', 'ann')).toEqual([ann])
  const { rows } = await metadata.query<{ sealed: Buffer }>('SELECT sealed FROM pseudonym_keys')
  for (const { sealed } of rows) expect(sealed.length).toBeGreaterThan(32 + 64)
})

test('a new key names people anew, the older one finds them until it is destroyed, and then nobody does', async () => {
  const { pseudonymKeys, metadata } = trill.platform
  const [before] = pseudonymKeys.namesOf('main', 'ann')
  expect(await pseudonymKeys.rotate('main', 30)).toBe(2)
  const [now, ...older] = pseudonymKeys.namesOf('main', 'ann')
  expect([now?.slice(0, 3), older]).toEqual(['p2.', [before]])
  expect(pseudonymKeys.pseudonymiserOf('main').of('ann')).toBe(now)
  await pseudonymKeys.destroy('main', 1)
  expect(pseudonymKeys.namesOf('main', 'ann')).toEqual([now])
  expect(pseudonymKeys.versionsOf('main').map(({ version, destroyedAt }) => [version, destroyedAt === null])).toEqual([
    [2, true],
    [1, false],
  ])
  const { rows } = await metadata.query('SELECT sealed FROM pseudonym_keys WHERE workspace_id = $1 AND version = 1', ['main'])
  expect(rows).toEqual([{ sealed: null }])
})

test('where a key cannot be opened nothing is stored and nobody is looked for in part', async () => {
  const { pseudonymKeys, metadata, config } = trill.platform
  await pseudonymKeys.begin('lost')
  const another = openVault({ dataDir: mkdtempSync(join(directory, 'vault-')), secretKey: '', secretKeyPrevious: [] })
  const closed = await openPseudonymKeys({ metadata, vault: another, dataDir: config.dataDir, now: Date.now })
  expect(() => closed.pseudonymiserOf('lost')).toThrow(SecretKeyMissing)
  expect(() => closed.namesOf('lost', 'ann')).toThrow(SecretKeyMissing)
})

test('files of links hold pseudonyms only, and can be read by the server alone', () => {
  const path = join(directory, 'pseudonyms', 'seen')
  const files = readdirSync(path).map((name) => join(path, name))
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) {
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'latin1')).toMatch(/^(p\d\.\S{22} p\d\.\S{22}\n)*$/)
  }
})
