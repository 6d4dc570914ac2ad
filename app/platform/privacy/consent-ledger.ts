import type { AgeBandName } from '@trill/contract/age-bands'
import type { Queryable } from '../postgres/metadata.ts'
import type { LogForm } from '../sealed-log/sealed-log.ts'

/** Where a statement came from. */
export const CONSENT_SOURCES = ['sender', 'administrator', 'identify', 'global_privacy_control'] as const
export type ConsentSource = (typeof CONSENT_SOURCES)[number]

/** One statement, in the form that is hashed and stored. */
export interface LedgerEntry {
  /** ISO 8601 in UTC with microseconds, as PostgreSQL keeps it. */
  readonly at: string
  readonly workspaceId: string
  /** Keyed pseudonym of the person. */
  readonly subject: string
  readonly source: ConsentSource
  /** Canonical JSON. */
  readonly purposes: string
  readonly policyVersion: string
  /** ISO 8601 in UTC with microseconds. */
  readonly givenAt: string
  readonly proof: string
  /** Empty when it was not said. */
  readonly ageBand: AgeBandName | ''
  readonly country: string
  readonly parental: '' | 'given' | 'withdrawn'
}

const TIME = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
const FIELDS = `${TIME('at')} AS at, workspace_id AS "workspaceId", subject, source, purposes, policy_version AS "policyVersion",
  ${TIME('given_at')} AS "givenAt", proof, age_band AS "ageBand", country, parental`

/** The consents as a sealed log. */
export const CONSENTS_FORM: LogForm<LedgerEntry> = {
  name: 'consents',
  form: 'trill-consents-1',
  headForm: 'trill-consents-head-1',
  lock: 7_411_820_262,
  fieldsOf: ({ at, workspaceId, subject, source, purposes, policyVersion, givenAt, proof, ageBand, country, parental }) => [
    at,
    workspaceId,
    subject,
    source,
    purposes,
    policyVersion,
    givenAt,
    proof,
    ageBand,
    country,
    parental,
  ],
  newest: 'SELECT sequence, hash FROM consents ORDER BY sequence DESC LIMIT 1',
  insert: `INSERT INTO consents
    (sequence, at, workspace_id, subject, source, purposes, policy_version, given_at, proof, age_band, country, parental,
      previous_hash, hash, seal)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
  read: `SELECT sequence, ${FIELDS}, previous_hash AS "previousHash", hash, seal FROM consents WHERE sequence > $1 ORDER BY sequence LIMIT $2`,
}

const OF_SUBJECTS = `SELECT ${FIELDS} FROM consents WHERE workspace_id = $1 AND subject = ANY($2::text[])`

/** What was said, without when and how it came into the ledger. */
export function wordsOf({ subject, purposes, policyVersion, givenAt, proof, ageBand, country, parental }: LedgerEntry): string {
  return JSON.stringify([subject, purposes, policyVersion, givenAt, proof, ageBand, country, parental])
}

/** The words of everything that is recorded of some people. */
export async function readWords(metadata: Queryable, workspaceId: string, subjects: readonly string[]): Promise<Set<string>> {
  const { rows } = await metadata.query<LedgerEntry>(OF_SUBJECTS, [workspaceId, [...new Set(subjects)]])
  return new Set(rows.map(wordsOf))
}

const HISTORY = `SELECT sequence, ${FIELDS} FROM consents WHERE workspace_id = $1 AND subject = $2 ORDER BY sequence DESC LIMIT $3`

/** What is recorded of a person, newest first. */
export async function readHistory(
  metadata: Queryable,
  { workspaceId, subject, limit }: { readonly workspaceId: string; readonly subject: string; readonly limit: number },
): Promise<(LedgerEntry & { readonly sequence: number })[]> {
  return (await metadata.query<LedgerEntry & { sequence: number }>(HISTORY, [workspaceId, subject, limit])).rows
}
