import type { FastifyInstance } from 'fastify'
import { addWorkspace, findWorkspace, listWorkspaces, type Workspace } from '../../platform/access/workspaces.ts'
import { reachOf, workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { QueryFailed, UNIQUE_VIOLATION } from '../../platform/postgres/errors.ts'
import { WorkspaceChange, WorkspaceInput, WorkspaceParams, WorkspaceResponse, WorkspacesResponse } from './contract.ts'
import { timeZoneName } from './time-zone.ts'

const tags = ['workspaces']

export function workspaceRoutes(server: FastifyInstance, { metadata, now }: Platform): void {
  const http = typed(server)

  const list = { tags, summary: 'Workspaces that the caller may see', response: { 200: WorkspacesResponse } }
  http.get('/v1/workspaces', { config: { permission: 'see_workspaces' }, schema: list }, async (request) => ({
    workspaces: await listWorkspaces(metadata, reachOf(request)),
  }))

  const add = { tags, summary: 'Adds a workspace', body: WorkspaceInput, response: { 201: WorkspaceResponse } }
  http.post('/v1/workspaces', { config: { permission: 'add_workspaces', audit: 'workspace_add' }, schema: add }, async (request, reply) => {
    const { id, name, time_zone } = request.body
    const workspace = { id, name, time_zone: known(time_zone), provenance: 'measured', created_at: new Date(now()).toISOString() } as const
    await addWorkspace(metadata, workspace).catch(refuseTaken)
    noteAudit(request, { target: id, workspaceId: id })
    server.keyRing.changed()
    return reply.code(201).header('location', `/v1/workspaces/${id}`).send(workspace)
  })

  const change = {
    tags,
    summary: 'Renames a workspace or moves it to another time zone',
    params: WorkspaceParams,
    body: WorkspaceChange,
    response: { 200: WorkspaceResponse },
  }
  http.patch(
    '/v1/workspaces/:id',
    { config: { permission: 'manage_workspace', audit: 'workspace_change' }, schema: change },
    async (request) => {
      const id = workspaceOf(request, request.params.id)
      const { name = null, time_zone } = request.body
      noteAudit(request, { details: { changed: Object.keys(request.body) } })
      const sql = 'UPDATE workspaces SET name = coalesce($2, name), time_zone = coalesce($3, time_zone) WHERE id = $1'
      await metadata.query(sql, [id, name, time_zone === undefined ? null : known(time_zone)])
      return present(await findWorkspace(metadata, id))
    },
  )
}

function known(timeZone: string): string {
  const name = timeZoneName(timeZone)
  if (name !== undefined) return name
  throw new Problem('invalid_request', `time_zone ${JSON.stringify(timeZone)} is not an IANA time zone such as Europe/Madrid or UTC`)
}

function refuseTaken(error: unknown): never {
  if (error instanceof QueryFailed && error.code === UNIQUE_VIOLATION)
    throw new Problem('conflict', 'There is a workspace of that id already')
  throw error
}

function present(workspace: Workspace | undefined): Workspace {
  if (workspace === undefined) throw new Problem('not_found', 'There is no workspace of that id')
  return workspace
}
