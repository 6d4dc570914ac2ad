import type { MeasureName } from './measures.ts'

/** Something that could happen to people, and what stands against it. */
interface Risk {
  readonly about: string
  /** Rows of docs/guide/threat-model.md in which it is looked at, word for word. */
  readonly threats: readonly string[]
  readonly measures: readonly MeasureName[]
}

/** Risks to the rights and freedoms of those who are measured. How likely and how severe each is, a person has to judge. */
export const RISKS = {
  read_by_others: {
    about: 'Somebody reads what a person did who should not: from outside, from another workspace, or with a smaller role.',
    threats: [
      'Guessing a password, or which accounts exist',
      'Stealing or replaying a session or sign-in link',
      'A second factor read out of the database',
      'People read out of a copy of the event store',
      'Attributes of people read out of a copy of a database or backup',
      'Reading or changing another workspace, with any role or key',
      'Doing more than a role or a key includes',
      'Forged, expired or revoked tokens and keys',
      'Another site acting with somebody’s cookie',
      'Script brought into a page; a page framed',
      'SQL brought in',
      'Requests made to addresses inside the network',
      'Headers or recipients smuggled into an e-mail; a forged webhook; a forged link to unsubscribe',
    ],
    measures: ['permissions', 'second_factor', 'secrets', 'attributes', 'rate_limits', 'third_parties'],
  },
  listened_to: {
    about: 'What is sent or shown is read on its way, or off a disk that was lost.',
    threats: ['Listening on the wire'],
    measures: ['encryption_on_the_wire', 'encryption_of_the_disk'],
  },
  without_permission: {
    about: 'A person is measured who did not agree, refused, or withdrew.',
    threats: ['Processing without consent, or after it was withdrawn'],
    measures: ['consent', 'consent_ledger'],
  },
  minors: {
    about: 'A child is measured without a parent’s consent, or singled out.',
    threats: ['A minor’s row coming out of any address'],
    measures: ['minors', 'consent'],
  },
  more_than_needed: {
    about: 'More is kept than is needed: names, addresses, numbers and whatever a sender adds by mistake.',
    threats: ['Personal data in texts, properties, addresses'],
    measures: ['personal_data', 'tracking_plan'],
  },
  longer_than_needed: {
    about: 'Data is kept longer than it is needed, or longer than was said.',
    threats: ['Data kept longer than it may be'],
    measures: ['retention'],
  },
  not_answered: {
    about: 'A person who asks for erasure, a copy or a correction gets it late, in part, or not at all.',
    threats: ['A person staying after an erasure, in a file, a sum or an old part'],
    measures: ['requests', 'erasure'],
  },
  singled_out_by_figures: {
    about: 'A figure about a small group tells about one person in it.',
    threats: ['A figure that tells about one person'],
    measures: ['small_groups'],
  },
  wrong_figures: {
    about: 'Events are lost, doubled or made up, and what is decided from the figures is unfair to people.',
    threats: ['Flooding; bodies that explode', 'Events lost, doubled or dropped in silence'],
    measures: ['rate_limits'],
  },
  no_trace: {
    about: 'Nobody can say afterwards who read or changed what, or what somebody had agreed to.',
    threats: ['The audit log or the consent ledger rewritten', 'A read or change that leaves no trace'],
    measures: ['audit_log', 'consent_ledger', 'review'],
  },
} as const satisfies Record<string, Risk>
