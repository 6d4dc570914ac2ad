import type { KeyScope, Role } from '@trill/contract/permissions'
import { findWorkspace, type Workspace } from '../../platform/access/workspaces.ts'
import type { Config } from '../../platform/config.ts'
import { isLocalOnly, isSecure } from '../../platform/http/address.ts'
import { Problem } from '../../platform/http/problem.ts'
import type { Platform } from '../../platform/platform.ts'
import { type AnsweredRequests, countAnswered } from '../../platform/privacy/person-requests.ts'
import type { PersonalData } from '../../platform/privacy/personal-data.ts'
import type { PlanMode } from '../../platform/privacy/tracking-plan.ts'
import type { WorkspacePrivacy } from '../../platform/privacy/verdict.ts'
import type { Verification } from '../../platform/sealed-log/verify.ts'
import type { ArrivalRow } from './consent-coverage.ts'
import type { MappedGroup, PrivacyOverviewResponse } from './contract.ts'
import { dataMapOf } from './data-map.ts'
import { arrivalsOf, overviewOf } from './overview.ts'

const YEAR_MILLISECONDS = 365 * 86_400_000

/** What an impact assessment is made of: all of it measured or set, at one moment. */
export interface AssessmentFacts {
  readonly workspace: Workspace
  readonly overview: PrivacyOverviewResponse
  readonly dataMap: readonly MappedGroup[]
  readonly arrivals: readonly ArrivalRow[]
  readonly members: readonly { readonly role: Role; readonly people: number; readonly with_second_factor: number }[]
  /** Owners of the installation who are no members: everything is open to them. */
  readonly owners: { readonly people: number; readonly with_second_factor: number }
  readonly keys: readonly { readonly scope: KeyScope; readonly keys: number }[]
  readonly privacy: WorkspacePrivacy
  readonly policy: ReturnType<PersonalData['of']>['policy']
  readonly plan: { readonly mode: PlanMode; readonly allowed: number; readonly dropped: number; readonly undecided: number }
  /** Why a class is kept longer than by default, where somebody chose so. */
  readonly bases: readonly { readonly class: string; readonly basis: string }[]
  readonly answered: readonly AnsweredRequests[]
  readonly auditLog: Verification
  readonly consentLedger: Verification
  readonly installation: Installation
}

/** What is the same for all workspaces. */
export interface Installation {
  readonly encryptedOnTheWire: boolean
  readonly localOnly: boolean
  readonly secretKeyIsSet: boolean
  readonly eventStore: 'embedded' | 'server'
  readonly metadataStore: 'embedded' | 'server'
  /** Providers that sign people in. */
  readonly providers: readonly string[]
  readonly rateLimits: Pick<Config, 'rateApi' | 'rateIngest' | 'rateSignIn'>
}

/** @throws Problem not_found when there is no such workspace. */
export async function gatherFacts(platform: Platform, workspaceId: string): Promise<AssessmentFacts> {
  const { metadata, consents, retention, personalData, audit } = platform
  const workspace = await findWorkspace(metadata, workspaceId)
  if (workspace === undefined) throw new Problem('not_found', 'There is no workspace of that id')
  const now = platform.now()
  const { privacy } = consents.peopleOf(workspaceId)
  return {
    workspace,
    overview: await overviewOf(platform, workspaceId),
    dataMap: dataMapOf(retention.of(workspaceId), privacy),
    arrivals: await arrivalsOf(platform, workspaceId, now),
    members: (await metadata.query<AssessmentFacts['members'][number]>(MEMBERS, [workspaceId])).rows,
    owners: (await metadata.query<AssessmentFacts['owners']>(OWNERS, [workspaceId])).rows[0] ?? { people: 0, with_second_factor: 0 },
    keys: (await metadata.query<AssessmentFacts['keys'][number]>(KEYS, [workspaceId, new Date(now).toISOString()])).rows,
    privacy,
    policy: personalData.of(workspaceId).policy,
    plan: await planOf(platform, workspaceId, now),
    bases: (await metadata.query<AssessmentFacts['bases'][number]>(BASES, [workspaceId])).rows,
    answered: await countAnswered(metadata, workspaceId, now - YEAR_MILLISECONDS),
    auditLog: await audit.verify(),
    consentLedger: await consents.verify(),
    installation: installationOf(platform),
  }
}

const MEMBERS = `SELECT m.role, count(*)::integer AS people, (count(*) FILTER (WHERE p.totp_confirmed_at IS NOT NULL))::integer AS with_second_factor
  FROM memberships m JOIN people p ON p.id = m.person_id WHERE m.workspace_id = $1 GROUP BY m.role ORDER BY m.role`
const OWNERS = `SELECT count(*)::integer AS people, (count(*) FILTER (WHERE totp_confirmed_at IS NOT NULL))::integer AS with_second_factor
  FROM people p WHERE owns_installation AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = p.id AND m.workspace_id = $1)`
const KEYS = `SELECT scope, count(*)::integer AS keys FROM api_keys
  WHERE workspace_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2) GROUP BY scope ORDER BY scope`
const BASES = "SELECT class, basis FROM retention_policies WHERE workspace_id = $1 AND basis <> ''"

async function planOf({ trackingPlans }: Platform, workspaceId: string, now: number): Promise<AssessmentFacts['plan']> {
  const { properties } = await trackingPlans.list(workspaceId, now)
  const decided = (wanted: string | null) => properties.filter(({ decision }) => decision === wanted).length
  return { mode: trackingPlans.of(workspaceId).mode, allowed: decided('allow'), dropped: decided('drop'), undecided: decided(null) }
}

function installationOf({ config, events, metadata }: Platform): Installation {
  const { googleClientId, githubClientId, oidcIssuer, oidcName, rateApi, rateIngest, rateSignIn } = config
  return {
    encryptedOnTheWire: isSecure(config),
    localOnly: isLocalOnly(config),
    secretKeyIsSet: config.secretKey !== '',
    eventStore: events.kind,
    metadataStore: metadata.kind,
    providers: [
      ...(googleClientId === '' ? [] : ['Google']),
      ...(githubClientId === '' ? [] : ['GitHub']),
      ...(oidcIssuer === '' ? [] : [oidcName]),
    ],
    rateLimits: { rateApi, rateIngest, rateSignIn },
  }
}
