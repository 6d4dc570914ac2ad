import { ADULT_RAW_RETENTION_DAYS_MAX, MINOR_AGGREGATE_RETENTION_DAYS, MINOR_RAW_RETENTION_DAYS, STRICTEST_SETTINGS } from './consent.ts'

/** One kind of what is stored, and how long it may be. All times in days. */
interface RetentionClassDefinition {
  readonly label: string
  /** What belongs to it. */
  readonly about: string
  /** From when on its days are counted, as the end of the sentence “Kept so many days from …”. */
  readonly from: string
  /** How long it is kept where nobody chose. */
  readonly days: number
  readonly daysMin: number
  /** Nobody may choose longer. */
  readonly daysMax: number
}

/**
 * How long each kind of data is kept, and between which limits a workspace chooses. More than `days` takes a documented basis.
 * @see Regulation (EU) 2016/679 (GDPR), Art. 5(1)(e), storage limitation; 16 CFR 312.10; CNIL, guidelines on audience measurement (2020).
 */
export const RETENTION_CLASSES = {
  events: {
    label: 'Events',
    about: 'Single events, the days on which a person was active, who passed on what, attributes of people, and customers.',
    from: 'the moment the event arrived; attributes from the latest identify, customers from the load of their table',
    days: STRICTEST_SETTINGS.adultRawRetentionDays,
    daysMin: 1,
    daysMax: ADULT_RAW_RETENTION_DAYS_MAX,
  },
  events_of_minors: {
    label: 'Events of minors',
    about: 'The same of people under 18 and of unknown age, where the age is asked for; never longer than the events of adults.',
    from: 'the moment the event arrived',
    days: MINOR_RAW_RETENTION_DAYS,
    daysMin: 1,
    daysMax: MINOR_RAW_RETENTION_DAYS,
  },
  figures: {
    label: 'Figures',
    about: 'Sums by hour and day, sketches of how many people there were, and counters that platforms reported.',
    from: 'the day the figure was first stored',
    days: STRICTEST_SETTINGS.adultAggregateRetentionDays,
    daysMin: 30,
    daysMax: 3652,
  },
  figures_of_minors: {
    label: 'Figures with minors in them',
    about:
      'The same of hours, and of posts’ days, in which people under 18 and of unknown age, where the age is asked for, were active; never longer than other figures.',
    from: 'the day the figure was first stored',
    days: MINOR_AGGREGATE_RETENTION_DAYS,
    daysMin: 30,
    daysMax: MINOR_AGGREGATE_RETENTION_DAYS,
  },
  quarantine: {
    label: 'Quarantine',
    about: 'Refused events as they came, without personal data that was found.',
    from: 'the moment the event arrived',
    days: 30,
    daysMin: 1,
    daysMax: 90,
  },
  ledger: {
    label: 'Ledger',
    about: 'How many events were stored and refused, by hour; nothing about people.',
    from: 'the hour of arrival',
    days: 1826,
    daysMin: 30,
    daysMax: 3652,
  },
  import_files: {
    label: 'Files of imports',
    about: 'Files that are being imported, and the rows that were refused of them.',
    from: 'the last change to the file',
    days: 30,
    daysMin: 1,
    daysMax: 90,
  },
} as const satisfies Record<string, RetentionClassDefinition>
export type RetentionClass = keyof typeof RETENTION_CLASSES
export const RETENTION_CLASS_NAMES = Object.keys(RETENTION_CLASSES) as [RetentionClass, ...RetentionClass[]]

/** Days for every class. */
export type RetentionDays = Readonly<Record<RetentionClass, number>>

/** How long what is due may still be there before that is an alert, in days: the stores delete in passes, not by the second. */
export const RETENTION_GRACE_DAYS = 1

/** What holds where a workspace chose nothing. */
export const DEFAULT_RETENTION: RetentionDays = Object.fromEntries(
  RETENTION_CLASS_NAMES.map((name) => [name, RETENTION_CLASSES[name].days]),
) as unknown as RetentionDays

/**
 * The days that hold for each class: what was chosen, within the limits, else the default. What is of minors never outlives the same of adults.
 * @param chosen days by class; what is not in it was not chosen
 */
export function retentionDays(chosen: Readonly<Partial<Record<RetentionClass, number>>>): RetentionDays {
  const days = Object.fromEntries(RETENTION_CLASS_NAMES.map((name) => [name, withinLimits(name, chosen[name])]))
  const whole = days as unknown as RetentionDays
  return {
    ...whole,
    events_of_minors: Math.min(whole.events_of_minors, whole.events),
    figures_of_minors: Math.min(whole.figures_of_minors, whole.figures),
  }
}

function withinLimits(name: RetentionClass, chosen: number | undefined): number {
  const { days, daysMin, daysMax } = RETENTION_CLASSES[name]
  return chosen === undefined ? days : Math.min(daysMax, Math.max(daysMin, Math.trunc(chosen)))
}
