import type { Role } from '@trill/contract/permissions'
import { Problem } from '../http/problem.ts'
import type { Platform } from '../platform.ts'
import type { Queryable } from '../postgres/metadata.ts'
import { addPerson, setRole } from './people.ts'
import { hashSecret } from './secret.ts'

type Needs = Pick<Platform, 'metadata' | 'now'>

/** An invitation that its token opens. */
export interface FoundInvitation {
  readonly id: string
  readonly email: string
  readonly role: Role
  readonly workspaceId: string
  readonly workspace: string
}

/** @param token the link’s, or its hash. @throws Problem invitation_expired. */
export async function openInvitation(metadata: Queryable, token: string | Buffer, now: number): Promise<FoundInvitation> {
  const sql = `SELECT i.id, i.email, i.role, i.workspace_id AS "workspaceId", w.name AS workspace
    FROM invitations i JOIN workspaces w ON w.id = i.workspace_id
    WHERE i.hash = $1 AND i.accepted_at IS NULL AND i.expires_at > $2`
  const { rows } = await metadata.query<FoundInvitation>(sql, [typeof token === 'string' ? hashSecret(token) : token, new Date(now)])
  if (rows[0] === undefined) throw new Problem('invitation_expired', 'This invitation was accepted, withdrawn or is older than seven days')
  return rows[0]
}

/** Uses an invitation up: the person, who is made when new, belongs to the workspace. @returns the person’s id. */
export async function redeemInvitation(
  invitation: FoundInvitation,
  { personId, name, passwordHash }: { personId?: string | undefined; name?: string | undefined; passwordHash?: string },
  { metadata, now }: Needs,
): Promise<string> {
  return metadata.transaction(async (connection) => {
    const sql = 'UPDATE invitations SET accepted_at = $2 WHERE id = $1 AND accepted_at IS NULL'
    if ((await connection.query(sql, [invitation.id, new Date(now())])).rowCount === 0)
      throw new Problem('invitation_expired', 'This invitation was accepted just now')
    const person = { email: invitation.email, name: name?.trim() ?? '', passwordHash: passwordHash ?? null, now: now() }
    const id = personId ?? (await addPerson(connection, person))
    await setRole(connection, id, invitation.workspaceId, invitation.role, now())
    return id
  })
}
