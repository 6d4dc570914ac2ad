import { PURPOSES } from '@trill/contract/consent'
import { EVENT_TYPES } from '@trill/contract/event-types'
import { ROLES } from '@trill/contract/permissions'
import { RETENTION_CLASSES } from '@trill/contract/retention'
import type { AssessmentFacts } from './assessment-facts.ts'
import { BANDS } from './bands.ts'
import { type AssessmentSection, type AssessmentTable, type BandCount, type ImpactAssessment, PURPOSE_NAMES } from './contract.ts'
import { measuredOn } from './data-map.ts'
import { measuresOf, STATE_WORDS } from './measures.ts'
import { RISKS } from './risks.ts'

type Cell = AssessmentTable['rows'][number][number]

const KEPT = { store: 'stored as they are', store_without_identity: 'stored without identity', suppress: 'not stored' } as const
const TO_FILL_IN = 'to be filled in by a person'

/** The draft of an impact assessment, in the parts that GDPR Art. 35(7) names. Every figure in it was measured. */
export function assessmentOf(facts: AssessmentFacts, version: string): ImpactAssessment {
  const { workspace, overview } = facts
  return {
    about:
      'Draft of a data protection impact assessment (GDPR Art. 35), made from what this installation has set and measured. It is complete when a person has answered the open questions and judged the risks.',
    workspace_id: workspace.id,
    workspace: workspace.name,
    version,
    made_at: overview.measured_at,
    sections: [description(facts), necessity(facts), risks(facts), measures(facts), consultation()],
  }
}

function description(facts: AssessmentFacts): AssessmentSection {
  const { workspace, installation, overview, dataMap } = facts
  const made = overview.measured_at
  return {
    article: 'Art. 35(7)(a)',
    title: 'Systematic description of the processing',
    statements: [
      `Trill ${TO_WHICH_END} The workspace ${workspace.name} (${workspace.id}) was made on ${workspace.created_at.slice(0, 10)} and holds ${workspace.provenance === 'simulated' ? 'simulated data, behind which nobody is' : 'data that was measured or imported'}.`,
      `Events are kept in ClickHouse (${installation.eventStore}), accounts, consent and requests in PostgreSQL (${installation.metadataStore}); embedded stores lie in the data directory of the installation.`,
      `${people(facts)} active from ${overview.consent.from} to ${overview.consent.to} (UTC).`,
    ],
    tables: [
      table('Data map', null, ['What', 'Description', 'Why', 'Legal basis', 'Kept', 'Who can read it', 'Where'], dataMap.map(mapRow)),
      table(
        'Fields of an event',
        null,
        ['Field', 'What it is', 'Closeness to a person'],
        dataMap
          .filter(({ group }) => group.startsWith('event_'))
          .flatMap(({ fields }) => fields.map((field) => [field.name, field.about, field.privacy])),
      ),
      table(
        'Events that arrived in the last 30 days',
        made,
        ['Result', 'Reason', 'Events'],
        facts.arrivals.map(({ result, reason, events }) => [result, reason, events]),
      ),
      table(
        'What is stored, as the last search found it',
        overview.checks.map(({ checked_at }) => checked_at).sort()[0] ?? null,
        ['Class', 'Rows', 'Oldest', 'Searched'],
        overview.checks.map(({ label, rows, oldest_at, checked_at }) => [label, rows, oldest_at, checked_at]),
      ),
      table(
        'Recipients: people of the workspace',
        made,
        ['Role', 'May', 'People'],
        [
          ...facts.members.map(({ role, people: n }): Cell[] => [ROLES[role].label, ROLES[role].about, n]),
          ['Owner of the installation', 'May do everything in every workspace.', facts.owners.people],
        ],
      ),
      table(
        'Recipients: programs',
        made,
        ['Scope of keys in force', 'Keys'],
        facts.keys.map(({ scope, keys }) => [scope, keys]),
      ),
    ],
    open_questions: [
      'Who is the controller, who are joint controllers and processors (hosting, support), and under which contracts?',
      'Which pages and apps send events, and to whom are they directed? Are children among those addressed?',
      'To whom are figures, exports and reports passed on outside Trill, and in which countries?',
      'Where do the machines stand, and does anything leave the European Economic Area (Art. 44–49)?',
    ],
  }
}

const TO_WHICH_END = `measures what people do with content (${Object.keys(EVENT_TYPES).length} kinds of events are known to it, senders may add others), counts it in figures, and keeps single events for a time.`

function mapRow({ label, what, why, legal_basis, kept, roles, places }: AssessmentFacts['dataMap'][number]): Cell[] {
  return [label, what, why, legal_basis, kept, roles.join(', ') || 'Nobody through Trill', places.map(({ name }) => name).join(', ')]
}

function people({ overview: { consent } }: AssessmentFacts): string {
  const { active } = consent
  return active.is_estimate
    ? `About ${active.people} people (estimated; n = ${active.counted} looked at) were`
    : `${active.people} people were`
}

function necessity(facts: AssessmentFacts): AssessmentSection {
  const { overview, privacy, bases } = facts
  const { consent } = overview
  return {
    article: 'Art. 35(7)(b)',
    title: 'Necessity and proportionality',
    statements: [
      `Legal basis, as the settings have it: ${measuredOn(privacy)}`,
      `Events of people of whom nothing is recorded are ${KEPT[privacy.peopleWithoutRecord]}, those of people who may not be stored ${KEPT[privacy.withoutPermission]}.`,
      `${consent.suppressed.events} events were not kept for a person’s sake from ${consent.from} to ${consent.to}.`,
      ...consent.caveats,
    ],
    tables: [
      table(
        'Purposes people are asked for',
        null,
        ['Purpose', 'What it is'],
        PURPOSE_NAMES.map((name) => [PURPOSES[name].label, PURPOSES[name].about]),
      ),
      coverage('Consent of people active in the last 30 days', overview.measured_at, consent.active.bands),
      coverage('Consent of all who are recorded', overview.measured_at, consent.recorded.bands),
      table(
        'How long data is kept',
        overview.measured_at,
        ['Class', 'Days', 'By default', 'Why longer'],
        overview.checks.map(({ class: name, label, days }) => [
          label,
          days,
          RETENTION_CLASSES[name].days,
          bases.find((one) => one.class === name)?.basis ?? '',
        ]),
      ),
    ],
    open_questions: [
      'For which aims of yours are these purposes needed, and could they be reached with less?',
      'Is each legal basis right? Where legitimate interest is relied on: how were the interests weighed?',
      'Is what people are told (privacy notice, wording of consent) the same as what is described here?',
      'Why is each class kept as long as it is?',
    ],
  }
}

function coverage(title: string, measured: string, bands: readonly BandCount[]): AssessmentTable {
  const columns = ['Age', 'Purpose', 'n', 'Granted', 'Refused', 'Never asked', 'Not linked']
  const rows = bands.flatMap(({ band, people: n, purposes }) =>
    purposes.map(({ purpose, granted, refused, never_asked, not_linked }): Cell[] => [
      BANDS[band].label,
      PURPOSES[purpose].label,
      n,
      ...[granted, refused, never_asked, not_linked].map((part) => partOf(part, n)),
    ]),
  )
  return table(title, measured, columns, rows)
}

/** A share is told only where there is something to share. */
function partOf(part: number, whole: number): string {
  return whole === 0 ? '0' : `${part} (${((100 * part) / whole).toFixed(1)} %)`
}

function risks(facts: AssessmentFacts): AssessmentSection {
  const all = measuresOf(facts)
  const rows = Object.values(RISKS).map(({ about, threats, measures: against }): Cell[] => [
    about,
    threats.join('; '),
    against.map((name) => `${all[name].label} (${STATE_WORDS[all[name].state]})`).join('; '),
    TO_FILL_IN,
    TO_FILL_IN,
  ])
  return {
    article: 'Art. 35(7)(c)',
    title: 'Risks to the rights and freedoms of people',
    statements: [
      'The threats are those of Trill’s threat model. How likely and how severe each risk is for the people who are measured here cannot be measured.',
    ],
    tables: [table('Risks', null, ['Risk', 'Threats', 'What stands against it', 'Likelihood', 'Severity'], rows)],
    open_questions: [
      'How likely and how severe is each risk for the people concerned?',
      'Which further risks come from how the figures are used: decisions about people, pressure on creators, exclusion?',
    ],
  }
}

function measures(facts: AssessmentFacts): AssessmentSection {
  const rows = Object.values(measuresOf(facts)).map(({ label, state, detail }): Cell[] => [label, STATE_WORDS[state], detail])
  const answered = facts.answered.map(({ kind, answered: n, in_time }): Cell[] => [kind, n, in_time])
  return {
    article: 'Art. 35(7)(d)',
    title: 'Measures against the risks, and their state',
    statements: ['Each state was looked at when this draft was made; it says what the program is set to do, not that it suffices.'],
    tables: [
      table('Measures', facts.overview.measured_at, ['Measure', 'State', 'As found'], rows),
      table('Requests answered in the last 365 days', facts.overview.measured_at, ['Kind', 'Answered', 'In time'], answered),
    ],
    open_questions: [
      'Are the volumes of the data directory and of the database servers encrypted, and where are the keys and the copies kept?',
      'For each measure that is not or only in part in force: why, until when, who sees to it?',
      'Which measures of your own stand beside these (contracts, instructions, training)?',
    ],
  }
}

function consultation(): AssessmentSection {
  return {
    article: 'Art. 35(2), (9), (11) and Art. 36',
    title: 'Advice, views and decision',
    statements: [],
    tables: [],
    open_questions: [
      'What did the data protection officer advise, and when?',
      'Were the views of the people concerned, or of those who represent them, asked for? If not, why?',
      'Which risk remains, who accepts it, and does the supervisory authority have to be consulted first?',
      'When will this assessment be looked at again?',
    ],
  }
}

function table(title: string, measured_at: string | null, columns: readonly string[], rows: readonly (readonly Cell[])[]): AssessmentTable {
  return { title, measured_at, columns: [...columns], rows: rows.map((row) => [...row]) }
}
