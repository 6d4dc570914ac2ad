import { ROLE_PERMISSIONS, type Role } from '@trill/contract/permissions'
import type { Access } from '../../platform/access/caller.ts'
import { findPerson, setRole } from '../../platform/access/people.ts'
import { Problem } from '../../platform/http/problem.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Queryable } from '../../platform/postgres/metadata.ts'
import type { Member } from './contract.ts'

type Needs = Pick<Platform, 'metadata' | 'now'>
type Row = Omit<Member, 'last_seen_at'> & { last_seen_at: Date | null }

/** Who belongs to a workspace, owners of the installation first. */
export async function listMembers(metadata: Queryable, workspaceId: string): Promise<Member[]> {
  const sql = `SELECT p.id, p.email, p.name, CASE WHEN p.owns_installation THEN 'owner' ELSE m.role END AS role, p.owns_installation,
      p.totp_confirmed_at IS NOT NULL AS has_second_factor,
      (SELECT max(s.last_seen_at) FROM sessions s WHERE s.person_id = p.id) AS last_seen_at
    FROM people p LEFT JOIN memberships m ON m.person_id = p.id AND m.workspace_id = $1
    WHERE p.owns_installation OR m.role IS NOT NULL
    ORDER BY p.owns_installation DESC, p.created_at, p.id`
  const { rows } = await metadata.query<Row>(sql, [workspaceId])
  return rows.map(({ last_seen_at, ...row }) => ({ ...row, last_seen_at: last_seen_at?.toISOString() ?? null }))
}

/** @throws Problem forbidden when the role would hold more than whoever gives it, or not_found. */
export async function changeRole(
  giver: Access,
  { personId, workspaceId, role }: { personId: string; workspaceId: string; role: Role },
  { metadata, now }: Needs,
): Promise<void> {
  requireAtLeast(giver, workspaceId, role)
  await metadata.transaction(async (connection) => {
    await memberBelow(giver, personId, workspaceId, connection)
    await setRole(connection, personId, workspaceId, role, now())
  })
}

/** Takes a person out of a workspace; whoever belongs to none any more has no account any more. */
export async function removeMember(giver: Access, personId: string, workspaceId: string, { metadata }: Needs): Promise<void> {
  await metadata.transaction(async (connection) => {
    await memberBelow(giver, personId, workspaceId, connection)
    await connection.query('DELETE FROM memberships WHERE person_id = $1 AND workspace_id = $2', [personId, workspaceId])
    const sql =
      'DELETE FROM people p WHERE p.id = $1 AND NOT p.owns_installation AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = p.id)'
    await connection.query(sql, [personId])
  })
}

/** Nobody hands out more than they hold. @throws Problem forbidden. */
export function requireAtLeast(giver: Access, workspaceId: string, role: Role): void {
  const held = giver.grants.get(workspaceId)
  if (giver.everywhere || (role !== 'owner' && [...ROLE_PERMISSIONS[role]].every((permission) => held?.has(permission)))) return
  if (role === 'owner' && giver.person?.roles[workspaceId] === 'owner') return
  throw new Problem('forbidden', `Your role does not let you make or change ${role === 'owner' ? 'an owner' : `a role such as ${role}`}`)
}

/** @throws Problem not_found when there is no such member, forbidden when they hold more than the giver. */
async function memberBelow(giver: Access, personId: string, workspaceId: string, connection: Queryable): Promise<void> {
  const person = await findPerson(connection, personId)
  const role = person?.roles[workspaceId]
  if (person?.ownsInstallation) throw new Problem('forbidden', 'An owner of the installation has every role and stays')
  if (role === undefined) throw new Problem('not_found', 'Nobody of that id belongs to this workspace')
  requireAtLeast(giver, workspaceId, role)
}
