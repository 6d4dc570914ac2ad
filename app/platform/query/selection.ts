import type { FastifyRequest } from 'fastify'
import { findWorkspace, type Workspace } from '../access/workspaces.ts'
import type { QueryParameters } from '../clickhouse/event-store.ts'
import { workspaceOf } from '../http/access.ts'
import { Problem } from '../http/problem.ts'
import type { Platform } from '../platform.ts'
import { type Period, periodOf } from './period.ts'

/** Longest list of platforms in a filter. */
const PLATFORMS_MAX = 50

/** What the read routes of pages take alike. */
export interface SelectionQuery {
  readonly workspace_id?: string
  readonly from: string
  readonly to: string
  /** Separated by commas; all when absent. */
  readonly platform?: string
}

/** The rows a page asks for. */
export interface Selection {
  readonly workspace: Workspace
  readonly period: Period
  /** Values for `{workspace_id:String}`, `{time_zone:String}`, `{from:Date}`, `{to:Date}`, `{previous_from:Date}` and `{platforms:Array(String)}`. */
  readonly parameters: QueryParameters
}

/** @throws Problem when the caller may not see the workspace, or the period or the filter is wrong. */
export async function selectionOf(request: FastifyRequest, query: SelectionQuery, platform: Platform): Promise<Selection> {
  const workspace = await readableWorkspace(request, query.workspace_id, platform)
  const period = periodOf(query, workspace.time_zone, platform.now())
  const parameters = {
    workspace_id: workspace.id,
    time_zone: workspace.time_zone,
    from: period.from,
    to: period.to,
    previous_from: period.previousFrom,
    platforms: platformsOf(query.platform),
  }
  return { workspace, period, parameters }
}

/** The workspace of a request, with its time zone. @throws Problem as `workspaceOf` does. */
export async function readableWorkspace(
  request: FastifyRequest,
  requested: string | undefined,
  { metadata }: Platform,
): Promise<Workspace> {
  const workspace = await findWorkspace(metadata, workspaceOf(request, requested))
  if (workspace === undefined) throw new Problem('not_found', 'There is no workspace of that id')
  return workspace
}

function platformsOf(platform = ''): string[] {
  const platforms = platform
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (platforms.length > PLATFORMS_MAX)
    throw new Problem('invalid_request', `platform names ${platforms.length} platforms; at most ${PLATFORMS_MAX} are taken`)
  return platforms
}
