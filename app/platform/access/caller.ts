import { KEY_PERMISSIONS, type KeyScope, PERMISSIONS, type Permission, scopesWith } from '@trill/contract/permissions'
import { grantsOf, type Person } from './people.ts'
import type { FoundSession } from './sessions.ts'

/** Who is asking, and what is open to them. */
export interface Access {
  readonly kind: 'session' | 'key' | 'token' | 'local'
  /** Everything in every workspace: owners of the installation and the command line. */
  readonly everywhere: boolean
  /** Otherwise: what is open in which workspace. */
  readonly grants: ReadonlyMap<string, ReadonlySet<Permission>>
  /** The workspace that is meant where none is named, and the only one: a key’s. */
  readonly home?: string
  readonly scope?: KeyScope
  readonly keyId?: string
  /** Who is signed in, and by which session. */
  readonly person?: Person
  readonly session?: { readonly id: string; readonly method: string }
}

const NO_GRANTS: Access['grants'] = new Map()

/** The command line, by the secret of the data directory. */
export const LOCAL_ACCESS: Access = { kind: 'local', everywhere: true, grants: NO_GRANTS }

/** What is open to somebody who is signed in. */
export function sessionAccess({ id, method, person }: FoundSession): Access {
  return { kind: 'session', everywhere: person.ownsInstallation, grants: grantsOf(person), person, session: { id, method } }
}

/** What a key opens. */
export function keyAccess(key: { readonly id: string; readonly workspaceId: string; readonly scope: KeyScope }): Access {
  const grants = new Map([[key.workspaceId, KEY_PERMISSIONS[key.scope]]])
  return { kind: 'key', everywhere: false, grants, home: key.workspaceId, scope: key.scope, keyId: key.id }
}

/** Who the audit log and other records say it was. */
export function actorOf(access: Access | null): { readonly kind: 'user' | 'key' | 'local' | 'unknown'; readonly id?: string | undefined } {
  if (access === null) return { kind: 'unknown' }
  if (access.kind === 'local') return { kind: 'local' }
  return access.kind === 'session' ? { kind: 'user', id: access.person?.id } : { kind: 'key', id: access.keyId }
}

/** True when the caller has a permission, in one workspace or, where none is named, in any. */
export function allows({ everywhere, grants, person }: Access, permission: Permission, workspaceId?: string): boolean {
  if (PERMISSIONS[permission].reach === 'account') return person !== undefined
  if (everywhere) return true
  if (workspaceId !== undefined) return grants.get(workspaceId)?.has(permission) ?? false
  for (const granted of grants.values()) if (granted.has(permission)) return true
  return false
}

/** True when the caller may know that there is such a workspace. */
export function knows({ everywhere, grants }: Access, workspaceId: string): boolean {
  return everywhere || grants.has(workspaceId)
}

/** Workspaces in which the caller has a permission; null for all of them. */
export function workspacesWith({ everywhere, grants }: Access, permission: Permission): readonly string[] | null {
  if (everywhere) return null
  return [...grants].flatMap(([workspaceId, granted]) => (granted.has(permission) ? [workspaceId] : []))
}

/** Why a caller may not do what a permission allows, and what would. */
export function refusalOf({ kind, scope }: Access, permission: Permission): string {
  const { about, reach } = PERMISSIONS[permission]
  if (kind === 'local') return `The command line has no account; to ${about} needs somebody who is signed in`
  if (scope === undefined) return `Your role does not let you ${about}`
  const scopes = scopesWith(permission)
  if (scopes.length > 0) return `This key has the scope ${scope}; this address needs ${scopes.join(' or ')}`
  if (reach === 'installation') return `A key belongs to one workspace; to ${about} needs an owner of the installation or the command line`
  return `No key may ${about}; this needs somebody who is signed in`
}
