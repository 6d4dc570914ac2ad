import type { FastifyRequest } from 'fastify'
import { workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import type { ModelAddress, ModelRecord } from '../../platform/models/model-record.ts'
import { findModel, listVersions } from '../../platform/models/registry.ts'
import type { Changed } from '../../platform/models/state-changes.ts'
import type { Platform } from '../../platform/platform.ts'
import type { ChangedResponse } from './contract.ts'

interface Asked {
  readonly params: { readonly name: string; readonly version: number }
  readonly query?: unknown
  readonly body?: unknown
}

/** The version that an address names, in a workspace that is open to whoever asks. @throws Problem not_found. */
export async function findVersion(
  request: FastifyRequest & Asked,
  { metadata }: Platform,
): Promise<{ address: ModelAddress; version: number; model: ModelRecord }> {
  const named = { ...(request.query as object), ...(request.body as object | null) } as { workspace_id?: string }
  const address = { workspaceId: workspaceOf(request, named.workspace_id), name: request.params.name }
  const { version } = request.params
  noteAudit(request, { target: address.name, details: { version } })
  const model = await findModel(metadata, address, version)
  if (model === undefined) throw new Problem('not_found', `The model ${address.name} has no version ${version} in this workspace`)
  return { address, version, model }
}

/** @throws Problem not_found unless something trains the model, or there are versions of it. */
export async function requireModel({ metadata, models }: Platform, address: ModelAddress): Promise<void> {
  if (models.trainerOf(address.name) === undefined && (await listVersions(metadata, address, 1)).length === 0)
    throw new Problem('not_found', `There is no model ${JSON.stringify(address.name)} in this workspace`)
}

const CONFLICTS: Readonly<Record<Exclude<Changed['status'], 'changed'>, string>> = {
  unknown_version: 'There is no such version',
  is_live: 'That version is live already',
  is_retired: 'That version is retired already',
  nothing_live: 'No version is live; promote one instead',
  nothing_before: 'No version that can be gone back to was live before; promote one instead',
  no_document: 'That version is too old: only its description is kept',
  marked: 'That version may have learned from somebody who was erased since; train anew instead',
  suspicious:
    'That version is too good to be believed: a column it leans on may only be known afterwards. If none is, send `although_suspicious: true`, or `--although-suspicious` on the command line',
  live_changed: 'Another version went live in between',
}

/** @throws Problem conflict where nothing could be changed. */
export function stateChanged(request: FastifyRequest, { models }: Platform, address: ModelAddress, changed: Changed): ChangedResponse {
  if (changed.status !== 'changed') throw new Problem('conflict', CONFLICTS[changed.status])
  models.changed(address)
  const { version, before } = changed
  noteAudit(request, { details: { version, before } })
  return { name: address.name, version, before }
}
