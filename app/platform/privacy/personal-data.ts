import { PERSONAL_DATA_KINDS, type PersonalDataKind } from '@trill/core/personal-data/kinds'
import { MASK_ALL, type ScrubFinding, type ScrubPolicy, scrub } from '@trill/core/personal-data/scrub'
import { signalsOf } from '@trill/core/personal-data/signals'
import type { Queryable } from '../postgres/metadata.ts'
import { identityKey, type Pseudonymise, pseudonyms } from './identity-key.ts'

/** What becomes of personal data where nobody chose: it is masked; handles stay, by which public creators are known. */
export const DEFAULT_POLICY: ScrubPolicy = MASK_ALL

/** Takes personal data out of what one workspace is sent. */
export interface Scrubber {
  readonly policy: ScrubPolicy
  /** What is left of a value: the same one when nothing was found. `found` hears of everything found, unless all kinds are kept. */
  scrub<V>(value: V, country: string | undefined, found: (finding: ScrubFinding) => void): V
  /** An identifier, as it is stored: one that is an e-mail address or a telephone number becomes a pseudonym. */
  identifier(id: string): string
}

/** What each workspace does with personal data. */
export interface PersonalData {
  of(workspaceId: string): Scrubber
  /** Holds from the next event on, and after the next start. */
  change(workspaceId: string, policy: Partial<ScrubPolicy>, now: number): Promise<void>
}

/** Reads what the workspaces chose. */
export async function openPersonalData(metadata: Queryable, dataDir: string): Promise<PersonalData> {
  const key = identityKey(dataDir)
  const { rows } = await metadata.query<{ workspace_id: string; policy: ScrubPolicy }>(
    'SELECT workspace_id, policy FROM personal_data_policies',
  )
  const scrubbers = new Map(rows.map(({ workspace_id, policy }) => [workspace_id, createScrubber(policy, pseudonyms(key, workspace_id))]))
  return {
    of(workspaceId) {
      const known = scrubbers.get(workspaceId)
      if (known !== undefined) return known
      const scrubber = createScrubber(DEFAULT_POLICY, pseudonyms(key, workspaceId))
      scrubbers.set(workspaceId, scrubber)
      return scrubber
    },
    async change(workspaceId, policy, now) {
      await metadata.query(
        `INSERT INTO personal_data_policies (workspace_id, policy, changed_at) VALUES ($1, $2, $3)
         ON CONFLICT (workspace_id) DO UPDATE SET policy = excluded.policy, changed_at = excluded.changed_at`,
        [workspaceId, JSON.stringify(policy), new Date(now).toISOString()],
      )
      scrubbers.set(workspaceId, createScrubber(policy, pseudonyms(key, workspaceId)))
    },
  }
}

const KINDS = Object.keys(PERSONAL_DATA_KINDS) as PersonalDataKind[]
/** Deeper than events may be nested: what is deeper is refused, not cut. */
const DEPTH_MAX = 64

/** A policy with an action for every kind: those not named are masked. */
export function wholePolicy(policy: Partial<ScrubPolicy>): ScrubPolicy {
  return Object.fromEntries(KINDS.map((kind) => [kind, policy[kind] ?? DEFAULT_POLICY[kind]])) as unknown as ScrubPolicy
}

/** A scrubber of its own, as a workspace has one. */
export function createScrubber(chosen: Partial<ScrubPolicy>, pseudonymise: Pseudonymise): Scrubber {
  const policy = wholePolicy(chosen)
  const nothingToDo = KINDS.every((kind) => policy[kind] === 'keep')
  const hash = (text: string, kind: PersonalDataKind) => pseudonymise(`${kind} ${text}`)
  return {
    policy,
    scrub(value, country, found) {
      if (nothingToDo || (typeof value === 'string' && signalsOf(value) === 0)) return value
      const left = scrub(value, policy, hash, { depthMax: DEPTH_MAX, ...(country === undefined ? {} : { country }) })
      for (const finding of left.found) found(finding)
      return left.value
    },
    identifier(id) {
      const isAddress = id.includes('@') && policy.email !== 'keep'
      const isNumber = id.includes('+') && PHONE.test(id) && policy.phone !== 'keep'
      return isAddress || isNumber ? pseudonymise(`identifier ${id.trim().toLowerCase()}`) : id
    },
  }
}

/** A telephone number as an identifier: international, with its plus. */
const PHONE = /^\s*\+\d[\d\s().-]{6,20}$/
