import { randomUUID } from 'node:crypto'
import { ROLE_PERMISSIONS, type Role } from '@trill/contract/permissions'
import type { Queryable } from '../postgres/metadata.ts'

/** Somebody who may sign in. */
export interface Person {
  readonly id: string
  /** Null until the owner, who came by a link, has set one. */
  readonly email: string | null
  readonly name: string
  readonly ownsInstallation: boolean
  readonly hasPassword: boolean
  readonly hasSecondFactor: boolean
  /** By workspace. */
  readonly roles: Readonly<Record<string, Role>>
}

/** Columns of a person, named `p` in the statement. */
export const PERSON_COLUMNS = `p.id AS "id", p.email AS "email", p.name AS "name", p.owns_installation AS "ownsInstallation",
  p.password_hash IS NOT NULL AS "hasPassword", p.totp_confirmed_at IS NOT NULL AS "hasSecondFactor",
  coalesce((SELECT jsonb_object_agg(m.workspace_id, m.role) FROM memberships m WHERE m.person_id = p.id), '{}') AS "roles"`

const MAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/

/** An e-mail address as it is kept and compared; undefined for what is none. */
export function emailAddress(text: string): string | undefined {
  const address = text.trim().toLowerCase().normalize('NFC')
  return address.length <= 254 && MAIL.test(address) ? address : undefined
}

export async function findPerson(metadata: Queryable, id: string): Promise<Person | undefined> {
  return (await metadata.query<Person>(`SELECT ${PERSON_COLUMNS} FROM people p WHERE p.id = $1`, [id])).rows[0]
}

export async function findPersonByEmail(metadata: Queryable, email: string): Promise<Person | undefined> {
  return (await metadata.query<Person>(`SELECT ${PERSON_COLUMNS} FROM people p WHERE p.email = $1`, [email])).rows[0]
}

interface NewPerson {
  readonly email: string | null
  readonly name?: string
  readonly passwordHash?: string | null
  readonly ownsInstallation?: boolean
  /** Milliseconds since 1970, UTC. */
  readonly now: number
}

/** @returns the id. @throws QueryFailed with `UNIQUE_VIOLATION` when the address is taken. */
export async function addPerson(metadata: Queryable, person: NewPerson): Promise<string> {
  const { email, name = '', passwordHash = null, ownsInstallation = false, now } = person
  const id = randomUUID()
  const sql = 'INSERT INTO people (id, email, name, password_hash, owns_installation, created_at) VALUES ($1, $2, $3, $4, $5, $6)'
  await metadata.query(sql, [id, email, name, passwordHash, ownsInstallation, new Date(now)])
  return id
}

/** The first owner of the installation, who is made when there is none yet. */
export async function installationOwner(metadata: Queryable, now: number): Promise<string> {
  const sql = 'SELECT id FROM people WHERE owns_installation ORDER BY created_at, id LIMIT 1'
  const { rows } = await metadata.query<{ id: string }>(sql)
  return rows[0]?.id ?? (await addPerson(metadata, { email: null, ownsInstallation: true, now }))
}

/** Gives a person a role in a workspace, in place of the one they had. */
export async function setRole(metadata: Queryable, personId: string, workspaceId: string, role: Role, now: number): Promise<void> {
  const sql = `INSERT INTO memberships (person_id, workspace_id, role, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (person_id, workspace_id) DO UPDATE SET role = excluded.role`
  await metadata.query(sql, [personId, workspaceId, role, new Date(now)])
}

/** What a person may do in which workspace. */
export function grantsOf({ roles }: Person): Map<string, (typeof ROLE_PERMISSIONS)[Role]> {
  return new Map(Object.entries(roles).map(([workspaceId, role]) => [workspaceId, ROLE_PERMISSIONS[role]]))
}
