import { KEY_PERMISSIONS, PERMISSION_NAMES, PERMISSIONS, type Permission, ROLE_PERMISSIONS } from '@trill/contract/permissions'
import type { Access } from '../../platform/access/caller.ts'
import { workspacesWith } from '../../platform/access/caller.ts'
import { listWorkspaces } from '../../platform/access/workspaces.ts'
import { mustSetUp } from '../../platform/http/access.ts'
import type { Platform } from '../../platform/platform.ts'
import { VERSION } from '../../platform/version.ts'
import type { SessionResponse } from './contract.ts'

/** Who the caller is and what they may see. */
export async function sessionAnswer(access: Access, { metadata, config }: Platform): Promise<SessionResponse> {
  const { person } = access
  const workspaces = await listWorkspaces(metadata, workspacesWith(access, 'see_workspaces'))
  return {
    workspaces: workspaces.map((workspace) => ({
      ...workspace,
      role: roleIn(access, workspace.id),
      permissions: openIn(access, workspace.id),
    })),
    permissions: beyondWorkspaces(access),
    person: person === undefined ? null : personAnswer(person),
    set_up: person === undefined || person.email !== null ? 'done' : mustSetUp(access, config) ? 'required' : 'optional',
    version: VERSION,
  }
}

function personAnswer(person: NonNullable<Access['person']>): SessionResponse['person'] {
  const { id, email, name, ownsInstallation, hasSecondFactor } = person
  return { id, email, name, owns_installation: ownsInstallation, has_second_factor: hasSecondFactor }
}

function roleIn({ everywhere, person }: Access, workspaceId: string): SessionResponse['workspaces'][number]['role'] {
  return everywhere ? 'owner' : (person?.roles[workspaceId] ?? null)
}

function openIn({ everywhere, scope, grants }: Access, workspaceId: string): Permission[] {
  const open = everywhere ? ROLE_PERMISSIONS.owner : scope === undefined ? grants.get(workspaceId) : KEY_PERMISSIONS[scope]
  return PERMISSION_NAMES.filter((permission) => PERMISSIONS[permission].reach === 'workspace' && open?.has(permission))
}

function beyondWorkspaces({ everywhere, person }: Access): Permission[] {
  return PERMISSION_NAMES.filter((permission) => {
    const { reach } = PERMISSIONS[permission]
    return (reach === 'installation' && everywhere) || (reach === 'account' && person !== undefined)
  })
}
