import { MINOR_THRESHOLD } from '@trill/contract/consent'
import type { PersonalDataKind } from '@trill/core/personal-data/kinds'
import type { AssessmentFacts } from './assessment-facts.ts'

/** How far a measure is in force; `unknown` is what the program cannot see. */
type MeasureState = 'on' | 'partly' | 'off' | 'unknown'

/** A measure against risks, as it is now. */
interface Measure {
  readonly label: string
  readonly state: MeasureState
  readonly detail: string
}

export const STATE_WORDS: Readonly<Record<MeasureState, string>> = {
  on: 'In force',
  partly: 'In part',
  off: 'Not in force',
  unknown: 'Cannot be seen by Trill',
}

export type MeasureName = keyof ReturnType<typeof measuresOf>

/** Every measure with its actual state. */
export function measuresOf(facts: AssessmentFacts) {
  return {
    consent: consent(facts),
    minors: minors(facts),
    personal_data: personalData(facts),
    tracking_plan: trackingPlan(facts),
    retention: retention(facts),
    requests: requests(facts),
    erasure: erasure(facts),
    small_groups: smallGroups(facts),
    permissions: permissions(facts),
    second_factor: secondFactor(facts),
    encryption_on_the_wire: encryptionOnTheWire(facts),
    encryption_of_the_disk: {
      label: 'Encryption of the disk',
      state: 'unknown',
      detail: 'Events are not encrypted by Trill: the volume of the data directory or of the database servers has to be.',
    },
    secrets: secrets(facts),
    attributes: {
      label: 'Attributes of people are sealed under a key of each person',
      state: 'on',
      detail: 'An erasure destroys the key, and with it every copy of what it sealed; events hold the names of traits only.',
    },
    rate_limits: rateLimits(facts),
    third_parties: thirdParties(facts),
    audit_log: ledger('Audit log', facts.auditLog),
    consent_ledger: ledger('Ledger of consents', facts.consentLedger),
    review: review(facts),
  } as const satisfies Record<string, Measure>
}

function consent({ privacy }: AssessmentFacts): Measure {
  const protects = privacy.peopleWithoutRecord !== 'store'
  return {
    label: 'Each event is judged by what its person said',
    state: protects ? 'on' : 'partly',
    detail: protects
      ? 'A refusal stops storing at once and erases history; people of whom nothing is recorded are not stored with an identity.'
      : 'A refusal stops storing at once and erases history; people of whom nothing is recorded are stored as they are.',
  }
}

function minors({ privacy, overview: { consent: coverage } }: AssessmentFacts): Measure {
  const active = coverage.active.bands.find(({ band }) => band === 'minors')?.people ?? 0
  const unknown = coverage.active.bands.find(({ band }) => band === 'unknown')?.people ?? 0
  const isOpen = privacy.peopleWithoutRecord === 'store'
  const counted = `Of n = ${coverage.active.counted} active people ${active} are known to be minors or are treated as such, and the age of ${unknown} is not known`
  return {
    label: 'Minors are stored under pseudonyms, without texts, for a shorter time, and with the consent they need only',
    state: isOpen ? 'partly' : 'on',
    detail: isOpen ? `${counted}: those are treated as adults.` : `${counted}: those are treated as children.`,
  }
}

function personalData({ policy }: AssessmentFacts): Measure {
  const kept = (Object.keys(policy) as PersonalDataKind[]).filter((kind) => policy[kind] === 'keep')
  const all = Object.keys(policy).length
  return {
    label: 'Personal data in texts, properties and addresses is taken out before it is stored',
    state: kept.length === 0 ? 'on' : kept.length === all ? 'off' : 'partly',
    detail: `${all - kept.length} of ${all} kinds are taken out${kept.length === 0 ? '' : `; kept: ${kept.join(', ')}`}.`,
  }
}

function trackingPlan({ plan: { mode, allowed, dropped, undecided } }: AssessmentFacts): Measure {
  return {
    label: 'Only properties that are listed are kept (tracking plan)',
    state: ({ enforced: 'on', learning: 'partly', off: 'off' } as const)[mode],
    detail: `Mode ${mode}; properties allowed: ${allowed}, dropped: ${dropped}, not decided: ${undecided}.`,
  }
}

function retention({ overview: { checks } }: AssessmentFacts): Measure {
  const found = (wanted: string) => checks.filter(({ verdict }) => verdict === wanted).map(({ label }) => label)
  const [late, unseen] = [found('late'), [...found('stale'), ...found('never')]]
  return {
    label: 'What is due is deleted, and a search every hour looks for what should be gone',
    state: late.length > 0 ? 'off' : unseen.length > 0 ? 'partly' : 'on',
    detail:
      late.length > 0
        ? `Stored too long: ${late.join(', ')}.`
        : unseen.length > 0
          ? `Not searched lately: ${unseen.join(', ')}.`
          : 'The last search found nothing stored too long.',
  }
}

function requests({ overview: { requests: open } }: AssessmentFacts): Measure {
  return {
    label: 'Requests of people have deadlines that are watched',
    state: open.overdue > 0 ? 'partly' : 'on',
    detail: `${open.open} open, ${open.overdue} overdue.`,
  }
}

function erasure({ answered }: AssessmentFacts): Measure {
  const { answered: done = 0, in_time = 0 } = answered.find(({ kind }) => kind === 'erasure') ?? {}
  return {
    label: 'Erasures are proven by a search and a signed receipt',
    state: 'on',
    detail: `Proven in the last 365 days: ${done}, of them in time: ${in_time}.`,
  }
}

function smallGroups({ privacy: { adultThreshold, thresholdFor } }: AssessmentFacts): Measure {
  const withMinors = `With minors among them, figures about fewer than ${MINOR_THRESHOLD} people are shown to nobody.`
  return {
    label: 'Small groups withheld from figures',
    state: thresholdFor === 'everybody' ? 'on' : 'partly',
    detail:
      thresholdFor === 'everybody'
        ? `Figures about fewer than ${adultThreshold} people are shown to nobody. ${withMinors}`
        : `Figures about fewer than ${adultThreshold} people are shown only to those who may read single events. ${withMinors}`,
  }
}

function permissions({ members, owners }: AssessmentFacts): Measure {
  const people = members.reduce((sum, one) => sum + one.people, 0)
  return {
    label: 'One table says who may do what; the workspace comes from the credential',
    state: 'on',
    detail: `${people} ${people === 1 ? 'person belongs' : 'people belong'} to the workspace; owners of the installation beside them: ${owners.people}.`,
  }
}

function secondFactor({ members, owners }: AssessmentFacts): Measure {
  const everybody = [...members, owners]
  const people = everybody.reduce((sum, one) => sum + one.people, 0)
  const withIt = everybody.reduce((sum, one) => sum + one.with_second_factor, 0)
  return {
    label: 'Second factor of those who sign in',
    state: withIt === 0 ? 'off' : withIt < people ? 'partly' : 'on',
    detail: `${withIt} of ${people} people to whom the workspace is open have one.`,
  }
}

function encryptionOnTheWire({ installation: { encryptedOnTheWire, localOnly } }: AssessmentFacts): Measure {
  return {
    label: 'Encryption on the wire',
    state: encryptedOnTheWire || localOnly ? 'on' : 'off',
    detail: encryptedOnTheWire
      ? 'People and senders come by HTTPS.'
      : localOnly
        ? 'Only this machine can connect.'
        : 'Neither a certificate nor an https address is set, and the server can be reached from the network.',
  }
}

function secrets({ installation: { secretKeyIsSet } }: AssessmentFacts): Measure {
  return {
    label: 'Stored secrets are sealed, passwords and keys hashed',
    state: 'on',
    detail: secretKeyIsSet
      ? 'The key that seals is set from outside the data directory.'
      : 'The key that seals is a file of the data directory: its copies have to be kept apart from those of the database.',
  }
}

function rateLimits({ installation: { rateLimits: limits } }: AssessmentFacts): Measure {
  const { rateApi, rateIngest, rateSignIn } = limits
  const off = [rateApi, rateIngest, rateSignIn].filter((limit) => limit === 0).length
  return {
    label: 'Limits of requests',
    state: off === 0 ? 'on' : off === 3 ? 'off' : 'partly',
    detail: `A minute: ${rateApi} to one address of the API, ${rateIngest} with events, ${rateSignIn} without a key; 0 is no limit.`,
  }
}

function thirdParties({ installation: { providers, eventStore, metadataStore } }: AssessmentFacts): Measure {
  const servers = [...(eventStore === 'server' ? ['ClickHouse'] : []), ...(metadataStore === 'server' ? ['PostgreSQL'] : [])]
  const signIn =
    providers.length === 0 ? 'no provider that signs people in is set' : `those who use Trill sign in with ${providers.join(', ')}`
  const others = servers.length === 0 ? '' : ` Whoever runs the servers of ${servers.join(' and ')} can read what is stored there.`
  return {
    label: 'Trill itself sends nothing about people to anybody else',
    state: servers.length === 0 ? 'on' : 'partly',
    detail: `Pages load nothing from elsewhere; ${signIn}.${others}`,
  }
}

function ledger(label: string, { broken, checked }: AssessmentFacts['auditLog']): Measure {
  return {
    label: `${label}: chained, sealed and verified`,
    state: broken === null ? 'on' : 'off',
    detail: broken === null ? `Whole: ${checked} records.` : `Broken at record ${broken.sequence}: ${broken.reason}.`,
  }
}

function review({ overview: { review: state } }: AssessmentFacts): Measure {
  return {
    label: 'Somebody looks once a month',
    state: state.is_overdue ? 'off' : state.last === null ? 'partly' : 'on',
    detail:
      state.last === null
        ? `No review is recorded yet; due on ${state.due_at.slice(0, 10)}.`
        : `Last on ${state.last.reviewed_at.slice(0, 10)} by ${state.last.by}; next due on ${state.due_at.slice(0, 10)}.`,
  }
}
