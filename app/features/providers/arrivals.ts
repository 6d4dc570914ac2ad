import { openInvitation, redeemInvitation } from '../../platform/access/invitations.ts'
import { findPersonByEmail } from '../../platform/access/people.ts'
import { Problem } from '../../platform/http/problem.ts'
import type { Platform } from '../../platform/platform.ts'
import { QueryFailed, UNIQUE_VIOLATION } from '../../platform/postgres/errors.ts'
import type { Queryable } from '../../platform/postgres/metadata.ts'
import type { Provider } from './providers.ts'
import type { Identity, Visit } from './visits.ts'

type Needs = Pick<Platform, 'metadata' | 'now'>

/** What came of a visit: somebody to sign in, somebody who connected a provider, or why nothing did. */
export type Arrival =
  | { readonly outcome: 'signed_in' | 'connected'; readonly personId: string }
  | { readonly outcome: 'unknown' | 'taken' | 'invitation_expired' | 'other_address' | 'account_exists' }

/**
 * Whom an identity belongs to. An account is never found by its e-mail address alone: a provider that could claim any address
 * could claim any account. It is connected by whoever is signed in, or with an invitation to the address the provider has verified.
 */
export async function arrive(provider: Provider, visit: Visit, identity: Identity, platform: Needs): Promise<Arrival> {
  if (visit.personId !== null) return connect(visit.personId, provider, identity, platform)
  if (visit.invitationHash !== null) return acceptInvitation(visit.invitationHash, provider, identity, platform)
  const personId = await ownerOf(identity, platform.metadata)
  return personId === undefined ? { outcome: 'unknown' } : { outcome: 'signed_in', personId }
}

async function connect(personId: string, provider: Provider, identity: Identity, { metadata, now }: Needs): Promise<Arrival> {
  try {
    await addIdentity(metadata, personId, provider, identity, now())
  } catch (error) {
    if (error instanceof QueryFailed && error.code === UNIQUE_VIOLATION) return { outcome: 'taken' }
    throw error
  }
  return { outcome: 'connected', personId }
}

async function acceptInvitation(hash: Buffer, provider: Provider, identity: Identity, platform: Needs): Promise<Arrival> {
  const { metadata, now } = platform
  try {
    const invitation = await openInvitation(metadata, hash, now())
    if (invitation.email !== identity.email) return { outcome: 'other_address' }
    if ((await ownerOf(identity, metadata)) !== undefined) return { outcome: 'taken' }
    if ((await findPersonByEmail(metadata, invitation.email)) !== undefined) return { outcome: 'account_exists' }
    const personId = await redeemInvitation(invitation, { name: identity.name.slice(0, 100) }, platform)
    await addIdentity(metadata, personId, provider, identity, now())
    return { outcome: 'signed_in', personId }
  } catch (error) {
    if (error instanceof Problem && error.code === 'invitation_expired') return { outcome: 'invitation_expired' }
    throw error
  }
}

async function ownerOf({ issuer, subject }: Identity, metadata: Queryable): Promise<string | undefined> {
  const sql = 'SELECT person_id AS id FROM identities WHERE issuer = $1 AND subject = $2'
  return (await metadata.query<{ id: string }>(sql, [issuer, subject])).rows[0]?.id
}

async function addIdentity(
  metadata: Queryable,
  personId: string,
  provider: Provider,
  { issuer, subject }: Identity,
  now: number,
): Promise<void> {
  const sql = 'INSERT INTO identities (issuer, subject, person_id, provider, created_at) VALUES ($1, $2, $3, $4, $5)'
  await metadata.query(sql, [issuer, subject, personId, provider.name, new Date(now)])
}
