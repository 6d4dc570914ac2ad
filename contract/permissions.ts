/** What a person may be in a workspace. */
export const ROLES = {
  owner: { label: 'Owner', about: 'May do everything in the workspace and decides who else may.' },
  admin: { label: 'Admin', about: 'Runs the workspace: its data, keys and people, but makes no owner.' },
  analyst: { label: 'Analyst', about: 'Reads figures and single events, scores content and trains models.' },
  viewer: { label: 'Viewer', about: 'Reads figures.' },
  privacy_officer: {
    label: 'Privacy officer',
    about: 'Answers for what is kept: reads all of it and the audit log, erases people, and decides on personal data.',
  },
} as const satisfies Record<string, { label: string; about: string }>
export type Role = keyof typeof ROLES
export const ROLE_NAMES = Object.keys(ROLES) as [Role, ...Role[]]

/** What a key may be. `write` and `read` exclude each other, because write keys stand in web pages. */
export const KEY_SCOPES = ['write', 'read', 'admin'] as const
export type KeyScope = (typeof KEY_SCOPES)[number]

interface PermissionDefinition {
  /** What it allows, as the end of the sentence “May …”. */
  readonly about: string
  /** Where it holds: in a workspace, for the whole installation, or for one’s own account only. */
  readonly reach: 'workspace' | 'installation' | 'account'
  /** Roles that include it in their workspace. Owners of the installation have every permission everywhere. */
  readonly roles: readonly Role[]
  /** Scopes of keys that include it, in the key’s workspace. */
  readonly keys: readonly KeyScope[]
}

const EVERYBODY = ROLE_NAMES
const ADMINISTRATORS = ['owner', 'admin'] as const

/** Who may do what: the only table of it. Every route names one of these, or says that it is public. */
export const PERMISSIONS = {
  send_events: { about: 'send events', reach: 'workspace', roles: ADMINISTRATORS, keys: ['write', 'admin'] },
  see_workspaces: { about: 'see the workspaces it belongs to', reach: 'workspace', roles: EVERYBODY, keys: ['read', 'admin'] },
  read_figures: { about: 'read figures', reach: 'workspace', roles: EVERYBODY, keys: ['read', 'admin'] },
  read_events: {
    about: 'read single events',
    reach: 'workspace',
    roles: [...ADMINISTRATORS, 'analyst', 'privacy_officer'],
    keys: ['read', 'admin'],
  },
  read_quarantine: {
    about: 'read refused events as they came',
    reach: 'workspace',
    roles: [...ADMINISTRATORS, 'privacy_officer'],
    keys: ['admin'],
  },
  replay_quarantine: { about: 'have refused events judged again', reach: 'workspace', roles: ADMINISTRATORS, keys: ['admin'] },
  manage_privacy: {
    about: 'erase people and choose what becomes of personal data',
    reach: 'workspace',
    roles: [...ADMINISTRATORS, 'privacy_officer'],
    keys: ['admin'],
  },
  read_attributes: {
    about: 'read what senders said about single people (attributes)',
    reach: 'workspace',
    roles: [...ADMINISTRATORS, 'privacy_officer'],
    keys: ['admin'],
  },
  manage_imports: { about: 'import files and see what was imported', reach: 'workspace', roles: ADMINISTRATORS, keys: ['admin'] },
  manage_connections: {
    about: 'connect platforms, read them and disconnect them',
    reach: 'workspace',
    roles: ADMINISTRATORS,
    keys: ['admin'],
  },
  analyse_content: {
    about: 'score content and ask platforms about it',
    reach: 'workspace',
    roles: [...ADMINISTRATORS, 'analyst'],
    keys: ['admin'],
  },
  manage_models: {
    about: 'train models, hand them out, and choose which version is live',
    reach: 'workspace',
    roles: [...ADMINISTRATORS, 'analyst'],
    keys: ['admin'],
  },
  manage_subscriptions: {
    about: 'subscribe people, Slack channels and webhooks to reports, and see what was sent to them',
    reach: 'workspace',
    roles: ADMINISTRATORS,
    keys: ['admin'],
  },
  manage_keys: { about: 'make, list and revoke keys', reach: 'workspace', roles: ADMINISTRATORS, keys: ['admin'] },
  exchange_tokens: { about: 'exchange its key for a short-lived access token', reach: 'workspace', roles: [], keys: KEY_SCOPES },
  manage_workspace: { about: 'rename the workspace and set its time zone', reach: 'workspace', roles: ADMINISTRATORS, keys: ['admin'] },
  manage_people: { about: 'invite people, give them roles and remove them', reach: 'workspace', roles: ADMINISTRATORS, keys: [] },
  read_audit: {
    about: 'read, export and verify the audit log',
    reach: 'workspace',
    roles: [...ADMINISTRATORS, 'privacy_officer'],
    keys: ['admin'],
  },
  own_account: { about: 'change one’s own account and end one’s own sessions', reach: 'account', roles: EVERYBODY, keys: [] },
  add_workspaces: { about: 'add workspaces', reach: 'installation', roles: [], keys: [] },
  query_events: { about: 'run SQL over the events of all workspaces', reach: 'installation', roles: [], keys: [] },
  make_sign_in_links: { about: 'make sign-in links', reach: 'installation', roles: [], keys: [] },
} as const satisfies Record<string, PermissionDefinition>
export type Permission = keyof typeof PERMISSIONS
export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as Permission[]

const TABLE: Readonly<Record<Permission, PermissionDefinition>> = PERMISSIONS

/** What a role includes in its workspace. */
export const ROLE_PERMISSIONS = gather(ROLE_NAMES, (permission, role) => TABLE[permission].roles.includes(role))

/** What a key of a scope includes in its workspace. */
export const KEY_PERMISSIONS = gather(KEY_SCOPES, (permission, scope) => TABLE[permission].keys.includes(scope))

/** Scopes of keys that include a permission. */
export function scopesWith(permission: Permission): readonly KeyScope[] {
  return TABLE[permission].keys
}

/** Roles that include a permission. */
export function rolesWith(permission: Permission): readonly Role[] {
  return TABLE[permission].roles
}

function gather<T extends string>(
  holders: readonly T[],
  includes: (permission: Permission, holder: T) => boolean,
): Readonly<Record<T, ReadonlySet<Permission>>> {
  const sets = holders.map((holder) => [holder, new Set(PERMISSION_NAMES.filter((permission) => includes(permission, holder)))] as const)
  return Object.fromEntries(sets) as unknown as Record<T, ReadonlySet<Permission>>
}
