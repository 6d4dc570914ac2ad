import { type Static, Type } from 'typebox'
import { WORKSPACE_ID_PATTERN, Workspace } from '../../platform/access/workspaces.ts'

const Name = Type.String({ minLength: 1, maxLength: 100 })
const TimeZone = Type.String({ minLength: 1, maxLength: 64, description: 'IANA name, such as Europe/Madrid.' })

export const WorkspaceParams = Type.Object({ id: Type.String() })

export const WorkspaceInput = Type.Object(
  { id: Type.String({ pattern: WORKSPACE_ID_PATTERN }), name: Name, time_zone: TimeZone },
  { additionalProperties: false },
)
export type WorkspaceInput = Static<typeof WorkspaceInput>

export const WorkspaceChange = Type.Object(
  { name: Type.Optional(Name), time_zone: Type.Optional(TimeZone) },
  { additionalProperties: false, minProperties: 1 },
)
export type WorkspaceChange = Static<typeof WorkspaceChange>

export const WorkspaceResponse = Workspace
export const WorkspacesResponse = Type.Object({ workspaces: Type.Array(Workspace) })
export type WorkspacesResponse = Static<typeof WorkspacesResponse>
