import { ageBandOf } from '@trill/contract/age-bands'
import { type Consent, MINOR_THRESHOLD, USES, type Use } from '@trill/contract/consent'
import { Problem } from '../../platform/http/problem.ts'
import type { readHistory } from '../../platform/privacy/consent-ledger.ts'
import type { Statement } from '../../platform/privacy/consents.ts'
import type { Standing } from '../../platform/privacy/standing.ts'
import { mayBe, type WorkspacePrivacy } from '../../platform/privacy/verdict.ts'
import type { ConsentsResponse, PrivacySettingsResponse, StatementBody } from './contract.ts'
import { readTcf } from './tcf.ts'

const NOBODY: Standing = { ageBand: 'unknown', parentalConsent: false, consent: {} }

/** @throws Problem invalid_request naming the statement that contradicts itself or cannot be read. */
export function statementOf(body: StatementBody, index: number, now: number): Statement {
  const { actor_id, tcf, policy_version, given_at, proof = '', country, parental } = body
  const fail = (detail: string) => new Problem('invalid_request', `consents[${index}]: ${detail}`)
  const read = tcf === undefined ? undefined : readTcf(tcf)
  if (tcf !== undefined && read === undefined) throw fail('tcf is not a TCF v2 string')
  if (tcf !== undefined && body.purposes !== undefined) throw fail('give purposes or tcf, not both')
  if (parental === true && proof === '') throw fail('a parent’s consent needs a proof')
  const ageBand = bandOf(body, now, fail)
  return {
    actorId: actor_id,
    purposes: read?.consent ?? (body.purposes as Consent | undefined) ?? {},
    policyVersion: policy_version,
    givenAt: given_at === undefined ? Math.min(read?.givenAt ?? now, now) : Date.parse(given_at),
    proof,
    ...(ageBand !== undefined && { ageBand }),
    ...(country !== undefined && { country }),
    ...(parental !== undefined && { parental }),
  }
}

/** How a person stands, what the policy permits, and what is recorded. */
export function consentsAnswer(
  workspaceId: string,
  standing: Standing | undefined,
  { privacy, history }: { readonly privacy: WorkspacePrivacy; readonly history: Awaited<ReturnType<typeof readHistory>> },
): ConsentsResponse {
  const { ageBand, country, parentalConsent, consent } = standing ?? NOBODY
  return {
    workspace_id: workspaceId,
    is_recorded: standing !== undefined,
    age_band: ageBand,
    country: country ?? null,
    parental_consent: parentalConsent,
    purposes: consent,
    uses: (Object.keys(USES) as Use[]).map((use) => {
      const answer = mayBe(use, standing ?? NOBODY, privacy)
      return { use, allowed: answer.allowed, reason: answer.allowed ? null : answer.reason }
    }),
    history: history.map((entry) => ({
      sequence: entry.sequence,
      recorded_at: entry.at,
      given_at: entry.givenAt,
      source: entry.source,
      purposes: JSON.parse(entry.purposes) as Consent,
      policy_version: entry.policyVersion,
      proof: entry.proof,
      age_band: entry.ageBand === '' ? null : entry.ageBand,
      country: entry.country === '' ? null : entry.country,
      parental: entry.parental === '' ? null : entry.parental === 'given',
    })),
  }
}

/** The settings, and in words what they mean. */
export function settingsAnswer(workspaceId: string, privacy: WorkspacePrivacy, recordedPeople: number): PrivacySettingsResponse {
  const { peopleWithoutRecord, withoutPermission, legitimateInterest, adultThreshold, thresholdFor, pseudonymousIds } = privacy
  return {
    workspace_id: workspaceId,
    people_without_record: peopleWithoutRecord,
    without_permission: withoutPermission,
    legitimate_interest: legitimateInterest,
    smallest_group: adultThreshold,
    small_groups_hidden_from: thresholdFor,
    pseudonymous_ids: pseudonymousIds,
    recorded_people: recordedPeople,
    meaning: [MEANINGS[peopleWithoutRecord], DENIED[withoutPermission], groupsOf(privacy), pseudonymousIds ? PSEUDONYMS : NAMES, ALWAYS],
  }
}

const MEANINGS = {
  store:
    'Events of people of whom nothing is recorded are stored as they are; so are those of minors whose age nobody recorded. `store_without_identity` or `suppress` is the protective choice.',
  store_without_identity:
    'Events of people of whom nothing is recorded are stored without identity; somebody of unknown age is treated as a child.',
  suppress: 'Events of people of whom nothing is recorded are counted and not stored; somebody of unknown age is treated as a child.',
} as const
const DENIED = {
  suppress: 'Events of people who may not be stored are counted and not stored.',
  store_without_identity: 'Events of people who may not be stored are stored without identity.',
} as const
function groupsOf({ adultThreshold, thresholdFor }: WorkspacePrivacy): string {
  const whom = thresholdFor === 'everybody' ? 'to nobody' : 'only to those who may read single events'
  return `Figures about fewer than ${adultThreshold} people are shown ${whom}; with minors among them, about fewer than ${MINOR_THRESHOLD}, to nobody.`
}

const PSEUDONYMS =
  'Whatever is taken from now on names people by keyed pseudonyms only; what was stored before keeps the identifiers it came with until it expires.'
const NAMES = 'People are stored under the identifiers that senders give them.'
const ALWAYS =
  'Whatever is chosen: a recorded refusal or withdrawal, a recorded minor without the consent needed, and Sec-GPC: 1 always count.'

function bandOf({ age_band, birth_year }: StatementBody, now: number, fail: (detail: string) => Problem): Statement['ageBand'] {
  if (age_band !== undefined && birth_year !== undefined) throw fail('give age_band or birth_year, not both')
  return birth_year === undefined ? age_band : ageBandOf({ birthYear: birth_year, at: now })
}
