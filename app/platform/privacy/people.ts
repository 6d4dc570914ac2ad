import { hkdfSync } from 'node:crypto'
import type { Consent } from '@trill/contract/consent'
import { type Pseudonymise, pseudonyms } from './identity-key.ts'
import { HASHED_TEXT_MAX, type HashKey, keyedHash } from './keyed-hash.ts'
import { pseudonymVersion } from './pseudonymiser.ts'
import { isMinor, packed, type Standing, UNRECORDED, unpacked } from './standing.ts'
import { StandingIndex } from './standing-index.ts'
import { DEFAULT_PRIVACY, type Verdict, verdictOf, type WorkspacePrivacy } from './verdict.ts'

/** A person may be named by one of these in an event’s texts. */
const WORDS = /[^\s"'`,;(){}[\]<>\\]+/g
/** What stands in front of the name under which a minor’s events are stored. */
export const MINOR = 'minor.'
/** What stands in front of the random name of a single event that is stored without identity. */
export const UNLINKED = 'unlinked.'

/** The recorded people of one workspace, in memory. */
export class People {
  readonly #pseudonymise: Pseudonymise
  readonly #key: HashKey
  readonly #index = new StandingIndex()
  /** By the pseudonyms of those recorded, by the version of its key. */
  readonly #names = new Map<number, StandingIndex>()
  readonly #hash = new Uint32Array(2)
  #verdicts = new Map<number, Verdict>()
  #privacy: WorkspacePrivacy = DEFAULT_PRIVACY
  #hasMinors = false

  constructor(key: Buffer, workspaceId: string) {
    this.#pseudonymise = pseudonyms(key, workspaceId)
    const own = Buffer.from(hkdfSync('sha256', key, '', `trill standings of ${workspaceId}`, 8))
    this.#key = [own.readInt32LE(0), own.readInt32LE(4)]
  }

  /** Nobody is recorded and everybody may be stored: no event has to be looked at. */
  get isOpen(): boolean {
    return this.#index.size === 0 && this.#privacy.peopleWithoutRecord === 'store'
  }

  get recorded(): number {
    return this.#index.size
  }

  get hasMinors(): boolean {
    return this.#hasMinors
  }

  get privacy(): WorkspacePrivacy {
    return this.#privacy
  }

  set privacy(privacy: WorkspacePrivacy) {
    this.#privacy = privacy
    this.#verdicts = new Map()
  }

  /** Under which a person stands in the ledger. */
  subjectOf(id: string): string {
    return this.#pseudonymise(`subject ${id}`)
  }

  /** Under which a minor’s events are stored: it looks like no other, and only the holder of the key finds whose it is. */
  minorsName(id: string): string {
    return id === '' || id.startsWith(MINOR) ? id : `${MINOR}${this.#pseudonymise(`minor ${id}`)}`
  }

  /** The two words of an identifier’s hash. */
  hashOf(id: string): readonly [high: number, low: number] {
    keyedHash(this.#key, id, this.#hash)
    return [this.#hash[0] as number, this.#hash[1] as number]
  }

  put([high, low]: readonly [number, number], word: number): void {
    this.#index.put(high, low, word)
    this.#hasMinors ||= isMinor(word)
  }

  /** The same by a pseudonym of the person. */
  putName(version: number, [high, low]: readonly [number, number], word: number): void {
    const names = this.#names.get(version) ?? new StandingIndex()
    this.#names.set(version, names)
    names.put(high, low, word)
  }

  /** The key of these pseudonyms is destroyed: whoever is stored under them is nobody who is recorded. */
  forgetNames(version: number): void {
    this.#names.delete(version)
  }

  /** The packed standing of an identifier as it is stored, or of its pseudonym; {@link UNRECORDED} when there is none. */
  wordOf(id: unknown): number {
    if (typeof id !== 'string' || id === '' || id.length > HASHED_TEXT_MAX) return UNRECORDED
    const names = this.#names.size === 0 ? undefined : this.#names.get(pseudonymVersion(id) ?? 0)
    keyedHash(this.#key, id, this.#hash)
    const [high, low] = [this.#hash[0] as number, this.#hash[1] as number]
    // What a person said counts before what somebody said who sent the pseudonym.
    return names?.get(high, low) || this.#index.get(high, low)
  }

  /** What is recorded of somebody; undefined when nothing is. */
  standingOf(id: string): Standing | undefined {
    const word = this.wordOf(id)
    return word === UNRECORDED ? undefined : unpacked(word)
  }

  /** How everybody stands of whom something is recorded: how many people stand alike. */
  standings(): { readonly standing: Standing; readonly people: number }[] {
    const alike = new Map<number, number>()
    for (const word of this.#index.numbers()) alike.set(word, (alike.get(word) ?? 0) + 1)
    return [...alike].map(([word, people]) => ({ standing: unpacked(word), people }))
  }

  /**
   * What becomes of an event of somebody who is known by either identifier. Signed in, their word counts before that of the browser;
   * who is a minor by one of them is a minor.
   */
  verdictOf(actorId: unknown, anonymousId: unknown, said: Consent | undefined): Verdict {
    const [actor, anonymous] = [this.wordOf(actorId), this.wordOf(anonymousId)]
    const word = actor === UNRECORDED || anonymous === UNRECORDED || actor === anonymous ? actor || anonymous : together(actor, anonymous)
    if (said !== undefined) return verdictOf(word === UNRECORDED ? undefined : unpacked(word), said, this.#privacy)
    const known = this.#verdicts.get(word)
    if (known !== undefined) return known
    const verdict = verdictOf(word === UNRECORDED ? undefined : unpacked(word), undefined, this.#privacy)
    this.#verdicts.set(word, verdict)
    return verdict
  }

  isMinor(id: unknown): boolean {
    return this.#hasMinors && isMinor(this.wordOf(id))
  }

  /** True of an identifier whose person is a minor or may not be stored. */
  hides(id: string): boolean {
    if (id.startsWith(MINOR)) return true
    return this.wordOf(id) !== UNRECORDED && this.verdictOf(id, undefined, undefined).keep !== 'as_it_is'
  }

  /** True when a text names, or is, such an identifier. */
  names(text: string): boolean {
    if (this.#index.size === 0) return false
    if (this.hides(text)) return true
    for (const [name] of text.matchAll(WORDS)) if (this.hides(name)) return true
    return false
  }
}

/** Whether an identifier is the name under which events of a minor are stored. */
export function isMinorsName(id: unknown): boolean {
  return typeof id === 'string' && id.startsWith(MINOR)
}

/** Whether an identifier is that of one event stored without identity: it is nobody’s, and stands for no person. */
export function isUnlinked(id: unknown): boolean {
  return typeof id === 'string' && id.startsWith(UNLINKED)
}

function together(actor: number, anonymous: number): number {
  const [one, other] = [unpacked(actor), unpacked(anonymous)]
  const age = isMinor(anonymous) && !isMinor(actor) ? other : one
  return packed({
    ...other,
    ...one,
    ageBand: age.ageBand,
    parentalConsent: age.parentalConsent,
    consent: { ...other.consent, ...one.consent },
  })
}
