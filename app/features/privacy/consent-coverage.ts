import { isAdult } from '@trill/contract/age-bands'
import { DENIALS, type Purpose } from '@trill/contract/consent'
import { isMinorsName, type People } from '../../platform/privacy/people.ts'
import type { Standing } from '../../platform/privacy/standing.ts'
import type { WorkspacePrivacy } from '../../platform/privacy/verdict.ts'
import { BAND_NAMES, type BandCount, type BandName, type ConsentCoverage, PURPOSE_NAMES, type PurposeCount } from './contract.ts'

type Answer = keyof Omit<PurposeCount, 'purpose'>

/** Counts people by age band and by what they said to each purpose. */
export class StandingCount {
  readonly #people: Record<BandName, number> = { adults: 0, minors: 0, unknown: 0 }
  readonly #recorded: Record<BandName, number> = { adults: 0, minors: 0, unknown: 0 }
  readonly #answers = new Map<string, number>()

  /** @param standing undefined when nothing is recorded of them */
  add(standing: Standing | undefined, people = 1): void {
    const band = bandOf(standing)
    this.#people[band] += people
    if (standing !== undefined) this.#recorded[band] += people
    for (const purpose of PURPOSE_NAMES) this.#note(band, purpose, answerOf(standing?.consent[purpose]), people)
  }

  /**
   * Somebody whose events stand under a minor’s name: they are stored only where something is recorded and analytics was granted,
   * by that record or by the event itself. What else was said cannot be linked with the name.
   */
  addMinorsName(): void {
    this.#people.minors += 1
    this.#recorded.minors += 1
    for (const purpose of PURPOSE_NAMES) this.#note('minors', purpose, purpose === 'analytics' ? 'granted' : 'not_linked', 1)
  }

  get people(): number {
    return BAND_NAMES.reduce((sum, band) => sum + this.#people[band], 0)
  }

  bands(): BandCount[] {
    return BAND_NAMES.map((band) => ({
      band,
      people: this.#people[band],
      with_statement: this.#recorded[band],
      purposes: PURPOSE_NAMES.map((purpose) => {
        const count = (answer: Answer) => this.#answers.get(`${band} ${purpose} ${answer}`) ?? 0
        return {
          purpose,
          granted: count('granted'),
          refused: count('refused'),
          never_asked: count('never_asked'),
          not_linked: count('not_linked'),
        }
      }),
    }))
  }

  #note(band: BandName, purpose: Purpose, answer: Answer, people: number): void {
    const key = `${band} ${purpose} ${answer}`
    this.#answers.set(key, (this.#answers.get(key) ?? 0) + people)
  }
}

/** Holds those who were active, in batches, against what is recorded of them. */
export async function countActive(
  batches: AsyncIterable<readonly { readonly actor_id: string }[]>,
  people: Pick<People, 'standingOf'>,
): Promise<StandingCount> {
  const count = new StandingCount()
  for await (const batch of batches) {
    for (const { actor_id } of batch) {
      if (isMinorsName(actor_id)) count.addMinorsName()
      else count.add(people.standingOf(actor_id))
    }
  }
  return count
}

/** Everybody of whom something is recorded. */
export function countRecorded(people: Pick<People, 'standings'>): StandingCount {
  const count = new StandingCount()
  for (const { standing, people: alike } of people.standings()) count.add(standing, alike)
  return count
}

/** Why events were not kept for a person’s sake, most frequent first. */
export function suppressedOf(rows: readonly ArrivalRow[]): ConsentCoverage['suppressed'] {
  const reasons = rows
    .filter(({ result }) => result === 'suppressed')
    .map(({ reason, events }) => ({ reason, label: labelOf(reason), events }))
  return { events: reasons.reduce((sum, { events }) => sum + events, 0), reasons }
}

/** What became of events, by result. */
export interface ArrivalRow {
  readonly result: string
  readonly reason: string
  readonly events: number
}

/** What has to be known to read the figures, of this workspace. */
export function caveatsOf(privacy: WorkspacePrivacy, every: number, hasMinors: boolean): string[] {
  const keepsWithout = privacy.peopleWithoutRecord === 'store_without_identity' || privacy.withoutPermission === 'store_without_identity'
  return [
    'Who may not be stored has no events and is not among the active people: those who refused analytics are counted among the recorded only.',
    'People are known by the identifier their events stand under. A statement recorded for the browser of somebody who is signed in is not found.',
    ...(hasMinors
      ? ['Active minors stand under names that cannot be linked with what each of them said: beyond analytics, see the recorded.']
      : []),
    ...(keepsWithout ? ['Events are stored without identity here: they are in sums, and whose they are is not counted.'] : []),
    ...(every > 1 ? [`One person in ${every} was looked at, chosen by a hash: shares are right to about 0.2 percentage points.`] : []),
  ]
}

function bandOf(standing: Standing | undefined): BandName {
  if (standing === undefined || standing.ageBand === 'unknown') return 'unknown'
  return isAdult(standing.ageBand) ? 'adults' : 'minors'
}

function answerOf(said: boolean | undefined): Answer {
  return said === undefined ? 'never_asked' : said ? 'granted' : 'refused'
}

function labelOf(reason: string): string {
  if (reason === 'erased_person') return 'The person was erased, and the event arrived late.'
  return DENIALS[reason as keyof typeof DENIALS] ?? reason
}
