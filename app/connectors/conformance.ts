import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SnapshotCounter } from '@trill/contract/content'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../platform/config.ts'
import { openMetadata } from '../platform/postgres/open.ts'
import { openVault } from '../platform/secrets/vault.ts'
import type { Connector, ConnectorKind, Post, PostPage, Source, SourceFailed, SyncPage } from './connector.ts'
import { type Connectors, openConnectors } from './connectors.ts'
import type { ConnectorFailure } from './failure.ts'
import { type Asked, type Fault, type PlatformServer, type Reply, startPlatformServer } from './platform-server.ts'

/** A post as the payloads say it is. */
export interface ExpectedPost {
  readonly content_id: string
  readonly title: string
  readonly published_at: string | null
  /** Exactly these; null where the platform did not report. */
  readonly counters: Readonly<Partial<Record<SnapshotCounter, number | null>>>
}

/** A platform on loopback. */
export interface StagedCase {
  readonly kind: ConnectorKind
  readonly credentials?: Readonly<Record<string, string>>
  readonly source: Source
  /** The platform by its documentation, with payloads written from it. */
  readonly platform: (asked: Asked) => Reply | undefined
  /** True for requests that ask for posts of that source, not for a token or a name. */
  readonly isForPosts: (asked: Asked) => boolean
}

/** What each platform brings to the same tests. Its source has two pages, newest first. */
export interface ConformanceCase extends StagedCase {
  /** True when words lead to the same posts as the source. */
  readonly hasSearch: boolean
  /** Every post of both pages, in their order. */
  readonly expected: readonly ExpectedPost[]
  /** Requests that reading them takes, besides tokens and names; two unless said otherwise. */
  readonly requests?: number
  /** Requests for posts until 401 is believed; one unless said otherwise. */
  readonly unauthorisedRequests?: number
  /** Before the oldest and after it: what a search or a sync since then asks for. */
  readonly since: number
  /** Takes a field that is needed from the first post of an answer. @returns the answer and where the field stood. */
  readonly breakOne: (body: string) => string
  /** Takes it from all posts of an answer. */
  readonly breakAll: (body: string) => string
  readonly brokenField: RegExp
  /** How this platform says 401, 403 and 404, where the status alone does not. */
  readonly refusals?: Readonly<Partial<Record<'unauthorised' | 'forbidden' | 'not_found' | 'rate_limited', Reply>>>
}

const REFUSALS = {
  unauthorised: { status: 401, body: '{}' },
  forbidden: { status: 403, body: '{}' },
  not_found: { status: 404, body: '{}' },
} as const

/** What every connector does, whatever its platform. */
export function testsOfConnector(one: ConformanceCase): void {
  describe(`the connector of ${one.kind.label}`, () => {
    const stage = new Stage(one)
    beforeAll(() => stage.open())
    afterEach(() => stage.server.close())
    testsOfReading(one, stage)
    testsOfRefusals(one, stage)
    testsOfFaults(one, stage)
  })
}

/** What connectors need, opened once for a file of tests. */
interface Ground {
  readonly connectors: Connectors
  close(): Promise<void>
}

let ground: Promise<Ground> | undefined
afterAll(async () => (await ground)?.close())

async function openGround(): Promise<Ground> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trill-connector-'))
  const { preparePostgres } = await import('../../test/store-templates.ts')
  await preparePostgres(dataDir)
  const metadata = await openMetadata({ dataDir, postgresUrl: '' })
  const config = readConfig({ TRILL_DATA_DIR: dataDir, TRILL_OUTGOING_ALLOW: '127.0.0.1' })
  const needs = { config, metadata, vault: openVault(config), logger: pino({ level: 'silent' }), now: Date.now, kinds: [] }
  const connectors = openConnectors({ ...needs, timeoutMilliseconds: 500, random: () => 0 })
  const close = async () => {
    connectors.close()
    await metadata.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { connectors, close }
}

/** Connections that were made: each has limits of its own. */
let opened = 0

/** The platform on loopback, and a connector in front of it. */
class Stage {
  server!: PlatformServer
  readonly #case: StagedCase
  #connectors: Connectors | undefined

  constructor(one: StagedCase) {
    this.#case = one
  }

  async open(): Promise<void> {
    ground ??= openGround()
    this.#connectors = (await ground).connectors
  }

  /** Limits are those of credentials or of an address: each time there are others. */
  async connect(sources: readonly Source[] = [this.#case.source]): Promise<Connector> {
    opened += 1
    const { kind, platform, credentials = {} } = this.#case
    this.server = await startPlatformServer(platform)
    const own = Object.fromEntries(Object.entries(credentials).map(([name, value]) => [name, `${value}-${opened}`]))
    if (this.#connectors === undefined) throw new Error('The stage is not open')
    return this.#connectors.open(kind, { credentials: own, baseAddress: this.server.url, sources })
  }

  forPosts(): readonly Asked[] {
    return this.server.asked.filter(this.#case.isForPosts)
  }

  /** The first so many requests for posts are answered by this. */
  failing(fault: Fault | ((asked: Asked) => Fault), times = Number.POSITIVE_INFINITY): void {
    this.server.fault = (asked) => {
      if (!this.#case.isForPosts(asked) || this.forPosts().length > times) return undefined
      return typeof fault === 'function' ? fault(asked) : fault
    }
  }
}

function testsOfReading(one: ConformanceCase, stage: Stage): void {
  const { kind, expected, since, requests = 2 } = one
  test('reads every page once, in its order, and ids, times and counters as the platform reports them', async () => {
    const { posts, ends } = await readAll(await stage.connect(), since)
    expect(posts.map(shown)).toEqual(expected)
    expect(ends).toEqual([])
    expect(stage.forPosts()).toHaveLength(requests)
  })

  test('gives ids as text, each once, and never a counter that was not reported', async () => {
    const { posts } = await readAll(await stage.connect(), since)
    expect(new Set(posts.map(({ content }) => content.content_id)).size).toBe(posts.length)
    for (const { content, counters, reported } of posts) {
      expect([content.platform, typeof content.content_id, content.content_id.length > 0]).toEqual([kind.platform, 'string', true])
      for (const count of [...Object.values(counters), ...Object.values(reported)])
        expect(count === null || (Number.isFinite(count) && count >= 0)).toBe(true)
    }
  })

  test('goes on behind the page whose cursor was kept, and begins the next round with what is new', async () => {
    const connector = await stage.connect()
    const first: SyncPage[] = []
    for await (const page of connector.sync({ cursor: null, since })) {
      if (page.status === 'page') first.push(page)
      break
    }
    const rest = await readAll(connector, since, first[0]?.cursor)
    const whole = requests === 1 ? rest.posts : [...(first[0]?.posts ?? []), ...rest.posts]
    expect(whole.map(shown)).toEqual(expected)
    expect(rest.sourcesDone).toBe(1)
    const again = await readAll(connector, since, rest.cursor)
    expect(again.ends).toEqual([])
    expect(again.posts.map(shown).every((post) => expected.some(({ content_id }) => content_id === post.content_id))).toBe(true)
  })

  test('finds posts by words, as many as are asked for and none that are older', async () => {
    const connector = await stage.connect()
    if (!one.hasSearch) return expect(await found(connector, { limit: 10 })).toMatchObject([{ status: 'refused' }])
    const all = await found(connector, { limit: 100, since })
    expect(all.filter((post) => 'content_id' in post)).toEqual(expected)
    expect(await found(connector, { limit: 1, since })).toEqual(expected.slice(0, 1))
    const later = Date.parse(expected[0]?.published_at ?? '')
    expect(await found(connector, { limit: 100, since: later })).toEqual(expected.slice(0, 1))
  })

  test('begins anew with a cursor that it cannot read', async () => {
    const { posts } = await readAll(await stage.connect(), since, 'nonsense')
    expect(posts.map(shown)).toEqual(expected)
  })

  test('shows with one request whether it works', async () => {
    expect(await (await stage.connect()).test()).toEqual({ status: 'works' })
  })
}

function testsOfRefusals(one: ConformanceCase, stage: Stage): void {
  const { expected, since, requests = 2 } = one
  test.each(['unauthorised', 'forbidden', 'not_found'] as const)(
    'says %s, without repeating the request or naming a secret',
    async (status) => {
      const connector = await stage.connect()
      stage.failing(one.refusals?.[status] ?? REFUSALS[status])
      const { posts, ends } = await readAll(connector, since)
      expect(posts).toEqual([])
      expect(ends).toMatchObject([{ status }])
      expect(stage.forPosts()).toHaveLength(status === 'unauthorised' ? (one.unauthorisedRequests ?? 1) : 1)
      for (const secret of Object.values(one.credentials ?? {})) expect(JSON.stringify(ends)).not.toContain(secret)
    },
  )

  test('waits for as long as 429 says, and goes on', async () => {
    const connector = await stage.connect()
    stage.failing({ status: 429, headers: { 'retry-after': '1' }, body: '{}' }, 1)
    const began = performance.now()
    const { posts } = await readAll(connector, since)
    expect(posts.map(shown)).toEqual(expected)
    expect(performance.now() - began).toBeGreaterThanOrEqual(990)
    expect(stage.forPosts()).toHaveLength(requests + 1)
  })

  test('says until when, where 429 asks for more patience than there is, and asks nothing meanwhile', async () => {
    const connector = await stage.connect()
    stage.failing(one.refusals?.rate_limited ?? { status: 429, headers: { 'retry-after': '3000' }, body: '{}' })
    const { ends } = await readAll(connector, since)
    expect(ends).toMatchObject([{ status: 'rate_limited' }])
    expect((await readAll(connector, since)).ends).toMatchObject([{ status: 'rate_limited' }])
    expect(stage.forPosts()).toHaveLength(1)
  })

  test('stops when it is told to', async () => {
    const connector = await stage.connect()
    stage.failing({ lateMilliseconds: 400 })
    const abort = new AbortController()
    setTimeout(() => abort.abort(), 50)
    const began = performance.now()
    const { ends } = await readAll(connector, since, null, abort.signal)
    expect(ends).toMatchObject([{ status: 'cancelled' }])
    expect(performance.now() - began).toBeLessThan(380)
  })

  test('says that there is no way to the platform where there is none', async () => {
    const connector = await stage.connect()
    await stage.server.close()
    expect((await readAll(connector, since)).ends).toMatchObject([{ status: 'unreachable' }])
    await stage.connect()
  })
}

function testsOfFaults(one: ConformanceCase, stage: Stage): void {
  const { expected, since } = one
  test('repeats what failed with 500, and says so when it goes on failing', async () => {
    const connector = await stage.connect()
    stage.failing({ status: 500, body: 'oh' }, 2)
    expect((await readAll(connector, since)).posts.map(shown)).toEqual(expected)
    await stage.server.close()
    const other = await stage.connect()
    stage.failing({ status: 503, body: 'oh' })
    expect((await readAll(other, since)).ends).toMatchObject([{ status: 'platform_failed' }])
    expect(stage.forPosts()).toHaveLength(4)
  })

  test('repeats an answer that broke off, and does not take a half one for a whole one', async () => {
    const connector = await stage.connect()
    stage.failing({ cutAfterBytes: 60 }, 1)
    expect((await readAll(connector, since)).posts.map(shown)).toEqual(expected)
    await stage.server.close()
    const other = await stage.connect()
    stage.failing((asked) => changed(one, asked, (body) => body.slice(0, -40)))
    expect((await readAll(other, since)).ends).toMatchObject([{ status: 'unreadable_answer' }])
  })

  test('gives the other posts of a page where one cannot be read, and names the field', async () => {
    const connector = await stage.connect()
    stage.failing((asked) => changed(one, asked, one.breakOne), 1)
    const { posts, skipped, ends } = await readAll(connector, since)
    expect(posts).toHaveLength(expected.length - 1)
    expect(skipped.map(({ field }) => field).join()).toMatch(one.brokenField)
    expect(ends).toEqual([])
  })

  test('says which field has changed where nothing can be read any more', async () => {
    const connector = await stage.connect()
    stage.failing((asked) => changed(one, asked, one.breakAll))
    const { posts, ends } = await readAll(connector, since)
    expect(posts).toEqual([])
    expect(ends).toMatchObject([{ status: 'unreadable_answer', field: expect.stringMatching(one.brokenField) }])
  })

  test('does not wait for an answer without end', async () => {
    const connector = await stage.connect()
    stage.failing({ lateMilliseconds: 800 }, 1)
    expect((await readAll(connector, since)).posts.map(shown)).toEqual(expected)
  })
}

/** The posts of one source of a platform that answers as told; for what only one platform does. */
export async function readFrom(
  one: Omit<StagedCase, 'isForPosts'>,
  since = 0,
): Promise<Awaited<ReturnType<typeof readAll>> & { readonly asked: readonly Asked[] }> {
  const stage = new Stage({ ...one, isForPosts: () => true })
  await stage.open()
  try {
    const read = await readAll(await stage.connect(), since)
    return { ...read, asked: stage.server.asked }
  } finally {
    await stage.server?.close()
  }
}

/** Everything that a sync gives, in order. */
export async function readAll(connector: Connector, since: number, cursor: string | null = null, signal?: AbortSignal) {
  const posts: Post[] = []
  const skipped: PostPage['skipped'][number][] = []
  const ends: ConnectorFailure[] = []
  let last = cursor
  let sourcesDone = 0
  for await (const page of connector.sync({ cursor, since, ...(signal && { signal }) })) {
    if (isPage(page)) {
      posts.push(...page.posts)
      skipped.push(...page.skipped)
      sourcesDone = page.sourcesDone
      last = page.cursor
    } else if (page.status === 'source_failed') ends.push(page.failure)
    else ends.push(page)
  }
  return { posts, skipped, ends, cursor: last, sourcesDone }
}

/** What a search gives, in order. */
async function found(connector: Connector, query: { readonly limit: number; readonly since?: number }) {
  const posts: (ExpectedPost | ConnectorFailure)[] = []
  for await (const page of connector.search({ text: 'measure', ...query })) {
    if (page.status === 'page') posts.push(...page.posts.map(shown))
    else posts.push(page)
  }
  return posts
}

function isPage(page: SyncPage | SourceFailed | ConnectorFailure): page is SyncPage {
  return page.status === 'page'
}

function shown({ content, counters }: Post): ExpectedPost {
  return { content_id: content.content_id, title: content.title, published_at: content.published_at, counters }
}

/** What the platform would answer, with another body. */
function changed({ platform }: StagedCase, asked: Asked, change: (body: string) => string): Reply {
  const reply = platform(asked) ?? { body: '' }
  return { ...reply, body: change(reply.body) }
}
