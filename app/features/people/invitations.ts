import { randomUUID } from 'node:crypto'
import type { Role } from '@trill/contract/permissions'
import { emailAddress, findPersonByEmail } from '../../platform/access/people.ts'
import { hashSecret, newSecret } from '../../platform/access/secret.ts'
import { Problem } from '../../platform/http/problem.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Queryable } from '../../platform/postgres/metadata.ts'
import type { Invitation } from './contract.ts'

const INVITATION_MILLISECONDS = 7 * 24 * 3_600_000

type Needs = Pick<Platform, 'metadata' | 'now'>
type Row = Omit<Invitation, 'created_at' | 'expires_at'> & { created_at: Date; expires_at: Date }

interface Invite {
  readonly email: string
  readonly role: Role
  readonly workspaceId: string
  /** Null for the command line. */
  readonly invitedBy: string | null
}

/** Invites somebody, in place of an invitation they had to that workspace. @returns the token of the link; only its hash is stored. */
export async function invite({ email, role, workspaceId, invitedBy }: Invite, { metadata, now }: Needs) {
  const address = emailAddress(email)
  if (address === undefined) throw new Problem('invalid_request', 'email is not an e-mail address')
  const person = await findPersonByEmail(metadata, address)
  if (person?.ownsInstallation || person?.roles[workspaceId] !== undefined)
    throw new Problem('conflict', 'Somebody with this e-mail address belongs to the workspace already')
  const token = newSecret()
  const [id, created, expires] = [randomUUID(), new Date(now()), new Date(now() + INVITATION_MILLISECONDS)]
  await metadata.transaction(async (connection) => {
    await connection.query('DELETE FROM invitations WHERE workspace_id = $1 AND email = $2 AND accepted_at IS NULL', [workspaceId, address])
    const sql = `INSERT INTO invitations (id, hash, email, workspace_id, role, invited_by, created_at, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
    await connection.query(sql, [id, hashSecret(token), address, workspaceId, role, invitedBy, created, expires])
  })
  const invitation = { id, email: address, role, workspace_id: workspaceId }
  return { token, invitation: { ...invitation, created_at: created.toISOString(), expires_at: expires.toISOString() } }
}

/** Invitations to a workspace that can still be accepted, oldest first. */
export async function listInvitations(metadata: Queryable, workspaceId: string, now: number): Promise<Invitation[]> {
  const sql = `SELECT id, email, role, workspace_id, created_at, expires_at FROM invitations
    WHERE workspace_id = $1 AND accepted_at IS NULL AND expires_at > $2 ORDER BY created_at, id`
  const { rows } = await metadata.query<Row>(sql, [workspaceId, new Date(now)])
  return rows.map((row) => ({ ...row, created_at: row.created_at.toISOString(), expires_at: row.expires_at.toISOString() }))
}

/** The workspace and role of an open invitation. */
export async function findInvitation(metadata: Queryable, id: string): Promise<{ workspaceId: string; role: Role } | undefined> {
  const sql = 'SELECT workspace_id AS "workspaceId", role FROM invitations WHERE id = $1 AND accepted_at IS NULL'
  return (await metadata.query<{ workspaceId: string; role: Role }>(sql, [id])).rows[0]
}

export async function withdrawInvitation(metadata: Queryable, id: string): Promise<void> {
  await metadata.query('DELETE FROM invitations WHERE id = $1 AND accepted_at IS NULL', [id])
}
