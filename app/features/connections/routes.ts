import type { FastifyInstance } from 'fastify'
import { findConnection, removeConnection } from '../../connectors/connection-store.ts'
import { isFailure } from '../../connectors/failure.ts'
import { findWorkspace } from '../../platform/access/workspaces.ts'
import { workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { connect, kindOf, wantedConnection } from './connect.ts'
import { connectionsOf, storedPosts, syncState } from './connection-state.ts'
import {
  ConnectionBody,
  ConnectionsQuery,
  ConnectionsResponse,
  PlatformConnection,
  PlatformParams,
  PublicPostsBody,
  PublicPostsResponse,
  RemovedResponse,
  SyncBody,
  SyncState,
  TestResponse,
} from './contract.ts'
import { isThere, reach, sourcesAbout } from './keyless.ts'
import { problemOf } from './remedies.ts'
import { findSync, presentSync } from './sync-record.ts'
import { syncRunnerOf } from './sync-runner.ts'

const config = { permission: 'manage_connections' } as const
const tags = ['connections']
const PLATFORM = '/v1/connections/:platform'

export function connectionRoutes(server: FastifyInstance, platform: Platform): void {
  // A command without a server ends with its requests.
  server.addHook('onClose', () => syncRunnerOf(platform).close())
  const http = typed(server)
  const list = {
    tags,
    summary: 'Platforms: what each needs, and how far it was read',
    querystring: ConnectionsQuery,
    response: { 200: ConnectionsResponse },
  }
  http.get('/v1/connections', { config, schema: list }, (request) =>
    connectionsOf(workspaceOf(request, request.query.workspace_id), platform),
  )
  offerPublicPosts(server, platform)
  offerConnecting(server, platform)
  offerSyncing(server, platform)
}

/** One request from nothing to posts: every platform that needs no key. */
function offerPublicPosts(server: FastifyInstance, platform: Platform): void {
  const schema = {
    tags,
    summary: 'Connects the platforms that need no key, for some topics, and begins to read them',
    body: PublicPostsBody,
    response: { 202: PublicPostsResponse },
  }
  typed(server).post('/v1/connections', { config: { ...config, audit: 'public_posts_connect' }, schema }, async (request, reply) => {
    const workspaceId = workspaceOf(request, request.body.workspace_id)
    await refuseSimulated(workspaceId, platform)
    const open = platform.connectors.kinds.filter(({ needsKey }) => !needsKey)
    const tried = await Promise.all(
      open.map(async (kind) => {
        const wanted = await wantedConnection(kind, workspaceId, { sources: sourcesAbout(kind, request.body.topics) }, platform)
        const { credentials, input } = wanted
        return { kind, wanted, answer: await reach(kind, { credentials, baseAddress: input.baseAddress }, platform) }
      }),
    )
    const there = tried.filter(({ answer }) => isThere(answer))
    const unreachable = tried.flatMap(({ kind, answer }) =>
      isFailure(answer) && !isThere(answer) ? [{ platform: kind.platform, message: answer.message }] : [],
    )
    if (there.length === 0)
      throw new Problem(
        'platform_unreachable',
        `None of ${open.map(({ label }) => label).join(', ')} can be reached from here; nothing was connected`,
      )
    for (const { wanted } of there) await connect(wanted, platform)
    const runner = syncRunnerOf(platform)
    for (const { kind } of there) await runner.begin({ workspaceId, platform: kind.platform }, 'person')
    const connected = there.map(({ kind }) => kind.platform)
    noteAudit(request, { workspaceId, details: { platforms: connected, topics: request.body.topics.length } })
    return reply.code(202).send({ connected, unreachable })
  })
}

function offerConnecting(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const body = { params: PlatformParams, body: ConnectionBody }
  const save = {
    tags,
    summary: 'Connects a platform, or changes how it is connected; it is read at once',
    ...body,
    response: { 200: PlatformConnection },
  }
  http.put(PLATFORM, { config: { ...config, audit: 'connection_change' }, schema: save }, async (request) => {
    const { workspace_id, ...asked } = request.body
    const workspaceId = workspaceOf(request, workspace_id)
    await refuseSimulated(workspaceId, platform)
    const kind = kindOf(platform, request.params.platform)
    const wanted = await wantedConnection(kind, workspaceId, asked, platform)
    await connect(wanted, platform)
    await syncRunnerOf(platform).begin({ workspaceId, platform: kind.platform }, 'person')
    const { baseAddress, everyMinutes, asEvents, sources } = wanted.input
    const details = {
      platform: kind.platform,
      host: new URL(baseAddress).host,
      every_minutes: everyMinutes,
      as_events: asEvents,
      sources: sources.length,
    }
    noteAudit(request, { workspaceId, target: kind.platform, details: { ...details, credentials: asked.credentials !== undefined } })
    return shown(workspaceId, kind.platform, platform)
  })

  const test = {
    tags,
    summary: 'Tries a connection with one request, as it is or as it would be',
    ...body,
    response: { 200: TestResponse },
  }
  http.post(`${PLATFORM}/test`, { config: { ...config, audit: 'connection_test' }, schema: test }, async (request) => {
    const { workspace_id, ...asked } = request.body
    const workspaceId = workspaceOf(request, workspace_id)
    const kind = kindOf(platform, request.params.platform)
    const { credentials, input } = await wantedConnection(kind, workspaceId, asked, platform)
    const answer = await reach(kind, { credentials, baseAddress: input.baseAddress }, platform)
    noteAudit(request, { workspaceId, target: kind.platform, details: { platform: kind.platform, status: answer.status } })
    if (!isFailure(answer)) return { status: 'works', message: `${kind.label} answers`, remedy: '' }
    const { status, message, remedy } = problemOf(answer)
    return { status, message, remedy }
  })

  const remove = {
    tags,
    summary: 'Disconnects a platform: its credentials are deleted, what was read stays',
    params: PlatformParams,
    querystring: ConnectionsQuery,
    response: { 200: RemovedResponse },
  }
  http.delete(PLATFORM, { config: { ...config, audit: 'connection_remove' }, schema: remove }, async (request) => {
    const workspaceId = workspaceOf(request, request.query.workspace_id)
    const kind = kindOf(platform, request.params.platform)
    const sync = await presentSync(platform.metadata, workspaceId, kind.platform)
    if (sync !== undefined) await syncRunnerOf(platform).cancel(sync.id)
    if (!(await removeConnection(platform.metadata, workspaceId, kind.platform))) throw notConnected(kind.label)
    const stored = (await storedPosts(workspaceId, [kind.platform], platform)).get(kind.platform)?.posts ?? 0
    noteAudit(request, { workspaceId, target: kind.platform, details: { platform: kind.platform, posts_that_stay: stored } })
    return { stored_posts: stored }
  })
}

function offerSyncing(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const schema = { tags, params: PlatformParams, body: SyncBody }
  const begin = { ...schema, summary: 'Reads a platform now, unless it is being read', response: { 202: SyncState } }
  http.post(`${PLATFORM}/sync`, { config: { ...config, audit: 'sync_begin' }, schema: begin }, async (request, reply) => {
    const workspaceId = workspaceOf(request, request.body.workspace_id)
    const kind = kindOf(platform, request.params.platform)
    if ((await findConnection(platform.metadata, workspaceId, kind.platform)) === undefined) throw notConnected(kind.label)
    const runner = syncRunnerOf(platform)
    const { sync, begun } = await runner.begin({ workspaceId, platform: kind.platform }, 'person')
    noteAudit(request, { workspaceId, target: sync.id, details: { platform: kind.platform, begun } })
    return reply.code(202).send(syncState(sync, runner))
  })

  const cancel = {
    ...schema,
    summary: 'Stops reading a platform; what was read stays, and the next sync goes on from there',
    response: { 200: SyncState },
  }
  http.post(`${PLATFORM}/cancel`, { config: { ...config, audit: 'sync_cancel' }, schema: cancel }, async (request) => {
    const workspaceId = workspaceOf(request, request.body.workspace_id)
    const kind = kindOf(platform, request.params.platform)
    const sync = await presentSync(platform.metadata, workspaceId, kind.platform)
    if (sync === undefined) throw new Problem('conflict', `${kind.label} is not being read`)
    const runner = syncRunnerOf(platform)
    await runner.cancel(sync.id)
    noteAudit(request, { workspaceId, target: sync.id, details: { platform: kind.platform } })
    return syncState((await findSync(platform.metadata, sync.id)) ?? sync, runner)
  })
}

async function shown(workspaceId: string, word: string, platform: Platform): Promise<PlatformConnection> {
  const { platforms } = await connectionsOf(workspaceId, platform)
  const found = platforms.find((one) => one.platform === word)
  if (found === undefined) throw new Problem('not_found', 'There is no connector of that name')
  return found
}

/** What a platform reports is measured; it must not stand among figures that were made up. */
async function refuseSimulated(workspaceId: string, { metadata }: Platform): Promise<void> {
  const workspace = await findWorkspace(metadata, workspaceId)
  if (workspace?.provenance === 'simulated')
    throw new Problem('conflict', 'The data of this workspace is simulated; connect platforms in a workspace of your own')
}

function notConnected(label: string): Problem {
  return new Problem('not_found', `${label} is not connected in this workspace`)
}
