import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES, lacksEngine, openDatabase } from '../../test/metadata-engines.ts'
import { startTestPlatform, type TestPlatform } from '../../test/platform.ts'
import {
  dueConnections,
  findConnection,
  keepCursor,
  listConnections,
  openCredentials,
  removeConnection,
  saveConnection,
  scheduleSync,
} from './connection-store.ts'
import { startPlatformServer } from './platform-server.ts'

describe.each(ENGINES)('connections, with metadata on the %s engine', (engine) => {
  describe.skipIf(lacksEngine(engine))(engine, () => {
    let trill: TestPlatform
    let drop: () => Promise<void>
    const input = {
      workspaceId: 'main',
      platform: 'hackernews',
      baseAddress: 'https://hn.algolia.com',
      sources: [{ kind: 'search', value: 'trill' }],
      credentials: null,
      everyMinutes: 60,
      asEvents: false,
    }

    beforeAll(async () => {
      const database = await openDatabase(engine)
      drop = database.drop
      trill = await startTestPlatform([], {
        config: {
          postgresUrl: database.postgresUrl,
          outgoingAllow: ['127.0.0.1'],
          platformLimits: { news: { units: 500 }, hackernews: { rate: { requests: 2, seconds: 60 } } },
        },
      })
      await trill.addWorkspace({ id: 'main' })
      await trill.addWorkspace({ id: 'other' })
    })
    afterAll(async () => {
      await trill?.close()
      await drop?.()
    })

    test('are of one workspace; another one is told what to do', async () => {
      const { connectors, metadata } = trill.platform
      await saveConnection(trill.platform, input, Date.now())
      expect(await connectors.of('main', 'hackernews')).toMatchObject({ status: 'connected', connector: { platform: 'hackernews' } })
      expect(await connectors.of('other', 'hackernews')).toMatchObject({
        status: 'not_connected',
        remedy: expect.stringContaining('Connections'),
      })
      expect(await connectors.of('main', 'web')).toMatchObject({ status: 'unknown_platform' })
      expect((await listConnections(metadata, 'other')).length).toBe(0)
    })

    test('are asked as often as the contract says, and as the setting does where it names their platform', async () => {
      const { connectors } = trill.platform
      expect([connectors.limits('news')?.quota, connectors.limits('reddit')?.rate, connectors.limits('web')]).toEqual([
        { units: 500, timeZone: 'UTC' },
        { requests: 60, seconds: 60 },
        undefined,
      ])
      const kind = connectors.kinds.find(({ platform }) => platform === 'hackernews')
      if (kind === undefined) throw new Error('There is no connector of Hacker News')
      const server = await startPlatformServer(() => ({ body: '{"hits":[],"page":0,"nbPages":1}' }))
      const connector = connectors.open(kind, { credentials: {}, baseAddress: server.url, sources: kind.firstSources })
      const search = async () => {
        for await (const { status } of connector.search({ text: 'x', limit: 1, patienceSeconds: 0 })) return status
      }
      expect([await search(), await search(), await search()]).toEqual(['page', 'page', 'rate_limited'])
      await server.close()
    })

    test('keep credentials sealed for their own workspace and platform', async () => {
      const { metadata } = trill.platform
      await saveConnection(trill.platform, { ...input, platform: 'x', credentials: { bearerToken: 'a very secret token' } }, Date.now())
      expect(await openCredentials(trill.platform, 'main', 'x')).toEqual({ bearerToken: 'a very secret token' })
      const { rows } = await metadata.query<{ whole: string }>('SELECT c::text AS whole FROM connections c')
      expect(rows.map(({ whole }) => Buffer.from(whole).toString('latin1')).join()).not.toContain('very secret')
      await metadata.query(`UPDATE connections SET credentials_sealed = (SELECT credentials_sealed FROM connections WHERE platform = 'x')`)
      await expect(openCredentials(trill.platform, 'main', 'hackernews')).rejects.toThrow()
    })

    test('keep credentials that are not given anew, and read from the beginning at another address', async () => {
      const { metadata } = trill.platform
      const x = { ...input, platform: 'x', credentials: { bearerToken: 'one' } }
      await saveConnection(trill.platform, x, Date.now())
      const record = await findConnection(metadata, 'main', 'x')
      if (record === undefined) throw new Error('The connection is not there')
      await keepCursor(metadata, record, '{"newest":{}}')
      await saveConnection(trill.platform, { ...x, credentials: null, everyMinutes: 30, asEvents: false }, Date.now())
      expect(await openCredentials(trill.platform, 'main', 'x')).toEqual({ bearerToken: 'one' })
      expect(await findConnection(metadata, 'main', 'x')).toMatchObject({
        cursor: '{"newest":{}}',
        everyMinutes: 30,
        asEvents: false,
        hasCredentials: true,
      })
      await saveConnection(trill.platform, { ...x, baseAddress: 'https://proxy.example' }, Date.now())
      expect(await findConnection(metadata, 'main', 'x')).toMatchObject({ cursor: null })
    })

    test('are due when their time has come, and gone when they are removed', async () => {
      const { metadata } = trill.platform
      const at = Date.now()
      for (const record of await listConnections(metadata, 'main')) await scheduleSync(metadata, record, at + 60_000)
      expect(await dueConnections(metadata, at)).toEqual([])
      expect((await dueConnections(metadata, at + 60_000)).map(({ platform }) => platform).sort()).toEqual(['hackernews', 'x'])
      expect(await removeConnection(metadata, 'main', 'x')).toBe(true)
      expect(await removeConnection(metadata, 'main', 'x')).toBe(false)
      expect(await trill.platform.connectors.of('main', 'x')).toMatchObject({
        status: expect.stringMatching(/not_connected|unknown_platform/),
      })
    })
  })
})
