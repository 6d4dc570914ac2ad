import type { AgeBandName } from '@trill/contract/age-bands'
import { isAdult } from '@trill/contract/age-bands'
import type { Consent } from '@trill/contract/consent'
import type { Logger } from 'pino'
import type { Metadata, Queryable } from '../postgres/metadata.ts'
import { canonicalJson, type Sealed, storable } from '../sealed-log/chain.ts'
import { SealedLog } from '../sealed-log/sealed-log.ts'
import type { Verification } from '../sealed-log/verify.ts'
import { CONSENTS_FORM, type ConsentSource, type LedgerEntry, readHistory, readWords, wordsOf } from './consent-ledger.ts'
import { ConsentNames } from './consent-names.ts'
import type { ErasureCause, ErasureQueue } from './erasure-queue.ts'
import { identityKey } from './identity-key.ts'
import { People } from './people.ts'
import type { PersonalData } from './personal-data.ts'
import type { PseudonymKeys } from './pseudonym-keys.ts'
import { isNameless } from './pseudonymiser.ts'
import { after, isMinor, packed, type Said, UNRECORDED, unpacked } from './standing.ts'
import { DEFAULT_PRIVACY, type WorkspacePrivacy } from './verdict.ts'

const POLICY_VERSION_MAX_LENGTH = 100
const PROOF_MAX_LENGTH = 1000
/** Stands for what is not shown. */
const WITHHELD = '[withheld]'
/** Standings that are read at once at the start. */
const PAGE = 50_000

/** What somebody said about the use of data about them. */
export interface Statement {
  /** As the sender names the person. */
  readonly actorId: string
  readonly purposes: Consent
  readonly policyVersion: string
  /** Milliseconds since 1970, UTC. */
  readonly givenAt: number
  /** What shows that it was said: a reference, an id, a short text. */
  readonly proof: string
  readonly ageBand?: AgeBandName
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string
  /** A parent’s consent: given or withdrawn. */
  readonly parental?: boolean
}

interface Options {
  readonly metadata: Metadata
  readonly dataDir: string
  readonly personalData: Pick<PersonalData, 'of'>
  readonly pseudonymKeys: Pick<PseudonymKeys, 'namesOf' | 'heldOf' | 'watch'>
  readonly erasures: ErasureQueue
  readonly logger: Logger
  readonly now: () => number
}

/** A statement on its way into the ledger. */
interface Recorded extends LedgerEntry {
  /** The identifier as it is stored in events. */
  readonly id: string
  readonly said: Said
}

/** What people said about the use of data about them: who may be stored, and the ledger that proves why. */
export class Consents {
  readonly #options: Options
  readonly #identityKey: Buffer
  readonly #people = new Map<string, People>()
  readonly #names: ConsentNames
  readonly #log: SealedLog<Recorded>

  constructor(options: Options) {
    this.#options = options
    this.#identityKey = identityKey(options.dataDir)
    this.#names = new ConsentNames({ ...options, peopleOf: (workspaceId) => this.peopleOf(workspaceId) })
    this.#log = new SealedLog<Recorded>(CONSENTS_FORM, {
      ...options,
      beside: (connection, written) => this.#stand(connection, written),
    })
  }

  /** The recorded people of a workspace. */
  peopleOf(workspaceId: string): People {
    const known = this.#people.get(workspaceId)
    if (known !== undefined) return known
    const people = new People(this.#identityKey, workspaceId)
    this.#people.set(workspaceId, people)
    return people
  }

  /** The people an event has to be held against; undefined where all events are stored as they are. */
  guardOf(workspaceId: string): People | undefined {
    const people = this.#people.get(workspaceId)
    return people === undefined || people.isOpen ? undefined : people
  }

  /** What a text from any workspace says where it names a minor or somebody who may not be stored: nothing. */
  shown(text: string): string {
    for (const people of this.#people.values()) if (!people.isOpen && people.names(text)) return WITHHELD
    return text
  }

  /**
   * Every name somebody may have in the store: the one given, that of the personal data policy, the pseudonyms of all keys that are
   * held, and a minor’s.
   */
  namesOf(workspaceId: string, identifiers: readonly string[]): string[] {
    const { scrubber, people } = this.#workspace(workspaceId)
    const names = this.adultNamesOf(workspaceId, identifiers)
    if (people.recorded === 0) return names
    const minors = identifiers.flatMap((id) => [id, scrubber.identifier(id)]).filter((id) => !isNameless(id))
    return [...new Set([...names, ...minors.map((id) => people.minorsName(id))])]
  }

  /** The same without a minor’s. */
  adultNamesOf(workspaceId: string, identifiers: readonly string[]): string[] {
    const { scrubber } = this.#workspace(workspaceId)
    const names = identifiers.flatMap((id) => [id, scrubber.identifier(id)])
    return [...new Set([...names, ...names.flatMap((name) => this.#options.pseudonymKeys.namesOf(workspaceId, name))])]
  }

  /** Records statements; they hold once this resolves. What must go because of them is put into the queue of erasures. */
  async record(workspaceId: string, statements: readonly Statement[], source: ConsentSource): Promise<void> {
    const entries = statements.map((statement) => this.#entryOf(workspaceId, statement, source))
    await Promise.all(entries.map((entry) => this.#recordOne(entry)))
  }

  /** The statements that do not stand in the ledger word for word: what is left of a file that is read again. */
  async unrecorded(workspaceId: string, statements: readonly Statement[]): Promise<readonly Statement[]> {
    const entries = statements.map((statement) => this.#entryOf(workspaceId, statement, 'administrator'))
    const subjects = entries.map(({ subject }) => subject)
    const known = await readWords(this.#options.metadata, workspaceId, subjects)
    return statements.filter((_, index) => {
      const words = wordsOf(entries[index] as Recorded)
      const isNew = !known.has(words)
      known.add(words)
      return isNew
    })
  }

  /** What is recorded of a person, newest first. */
  history(workspaceId: string, actorId: string, limit: number) {
    const { scrubber, people } = this.#workspace(workspaceId)
    return readHistory(this.#options.metadata, { workspaceId, subject: people.subjectOf(scrubber.identifier(actorId)), limit })
  }

  /** How a person stands; undefined when nothing is recorded of them. */
  standingOf(workspaceId: string, actorId: string) {
    const { scrubber, people } = this.#workspace(workspaceId)
    return people.standingOf(scrubber.identifier(actorId))
  }

  /** Reads the whole ledger and compares each record with its hash, its seal and the one before it. */
  verify(): Promise<Verification> {
    return this.#log.verify()
  }

  /** Holds from the next event on, and after the next start. */
  async change(workspaceId: string, privacy: WorkspacePrivacy): Promise<void> {
    await this.#options.metadata.query(
      `INSERT INTO privacy_settings (workspace_id, settings, changed_at) VALUES ($1, $2, $3)
       ON CONFLICT (workspace_id) DO UPDATE SET settings = excluded.settings, changed_at = excluded.changed_at`,
      [workspaceId, JSON.stringify(privacy), new Date(this.#options.now()).toISOString()],
    )
    this.peopleOf(workspaceId).privacy = privacy
  }

  /** Reads how everybody stands, and what the workspaces chose. */
  async load(): Promise<void> {
    const { metadata } = this.#options
    const chosen = await metadata.query<{ workspace_id: string; settings: WorkspacePrivacy }>(
      'SELECT workspace_id, settings FROM privacy_settings',
    )
    for (const { workspace_id, settings } of chosen.rows) this.peopleOf(workspace_id).privacy = { ...DEFAULT_PRIVACY, ...settings }
    for (let [workspace, subject] = ['', '']; ; ) {
      const { rows } = await metadata.query<StandingRow>(STANDINGS, [workspace, subject, PAGE])
      for (const row of rows) this.peopleOf(row.workspace_id).put([row.hash_high, row.hash_low], row.standing)
      const last = rows.at(-1)
      if (last === undefined || rows.length < PAGE) break
      ;[workspace, subject] = [last.workspace_id, last.subject]
    }
    await this.#names.load()
  }

  /** Resolves when everything is written. */
  close(): Promise<void> {
    return this.#names.close()
  }

  #workspace(workspaceId: string) {
    return { scrubber: this.#options.personalData.of(workspaceId), people: this.peopleOf(workspaceId) }
  }

  /** What is due is written down before the record, so that no crash loses it. */
  async #recordOne(entry: Recorded): Promise<void> {
    const due = this.#prepareErasure(entry)
    try {
      await this.#log.record(entry)
    } catch (error) {
      due?.cancel()
      throw error
    }
    due?.begin()
  }

  #entryOf(workspaceId: string, statement: Statement, source: ConsentSource): Recorded {
    const { scrubber, people } = this.#workspace(workspaceId)
    const { purposes, policyVersion, givenAt, proof, ageBand, country, parental } = statement
    const id = scrubber.identifier(statement.actorId)
    const clean = (text: string) => scrubber.scrub(text, country, () => undefined)
    const now = this.#options.now()
    return {
      id,
      said: {
        purposes,
        ...(ageBand !== undefined && { ageBand: grownUp(people.wordOf(id), ageBand, source) }),
        ...(country !== undefined && { country }),
        ...(parental !== undefined && { parental }),
      },
      at: storedTime(now),
      workspaceId,
      subject: people.subjectOf(id),
      source,
      purposes: canonicalJson(purposes),
      policyVersion: storable(policyVersion, POLICY_VERSION_MAX_LENGTH),
      givenAt: storedTime(Math.min(givenAt, now)),
      proof: storable(clean(proof), PROOF_MAX_LENGTH),
      ageBand: ageBand ?? '',
      country: country ?? '',
      parental: parental === undefined ? '' : parental ? 'given' : 'withdrawn',
    }
  }

  /** Somebody who says no for the first time, or turns out to be a minor, has a history that must go. */
  #prepareErasure({ workspaceId, id, said }: Recorded) {
    const before = this.peopleOf(workspaceId).wordOf(id)
    const then = packed(after(unpacked(before), said, true))
    const isNewMinor = isMinor(then) && !isMinor(before)
    const refuses = said.purposes.analytics === false && unpacked(before).consent.analytics !== false
    if (!isNewMinor && !refuses) return undefined
    const cause: ErasureCause = refuses ? 'consent_withdrawn' : 'minor'
    // What a minor does from now on is stored under another name, and stays unless they refuse.
    const identifiers = refuses ? this.namesOf(workspaceId, [id]) : this.adultNamesOf(workspaceId, [id])
    return this.#options.erasures.prepare({ workspaceId, identifiers, cause })
  }

  /** Writes how the people of new records stand now, in the transaction of the records. */
  async #stand(connection: Queryable, written: readonly (Recorded & Sealed)[]): Promise<() => void> {
    const changed: (() => void)[] = []
    for (const { workspaceId, subject, id, said, givenAt } of written) {
      const people = this.peopleOf(workspaceId)
      const hash = people.hashOf(id)
      const { rows } = await connection.query<KnownRow>(KNOWN, [workspaceId, subject, givenAt])
      const known = rows[0]
      const word = packed(after(unpacked(known?.standing ?? UNRECORDED), said, known?.is_newest ?? true))
      await connection.query(STAND, [workspaceId, subject, hash[0] | 0, hash[1] | 0, word, givenAt])
      const putNames = await this.#names.stand(connection, { workspaceId, subject, id })
      changed.push(() => {
        people.put(hash, word)
        putNames(word)
      })
    }
    return () => {
      for (const change of changed) change()
    }
  }
}

interface StandingRow {
  readonly workspace_id: string
  readonly subject: string
  readonly hash_high: number
  readonly hash_low: number
  readonly standing: number
}

interface KnownRow {
  readonly standing: number
  readonly is_newest: boolean
}

const STANDINGS = `SELECT workspace_id, subject, hash_high, hash_low, standing FROM consent_standings
  WHERE (workspace_id, subject) > ($1, $2) ORDER BY workspace_id, subject LIMIT $3`
const KNOWN = 'SELECT standing, given_at <= $3 AS is_newest FROM consent_standings WHERE workspace_id = $1 AND subject = $2'
const STAND = `INSERT INTO consent_standings (workspace_id, subject, hash_high, hash_low, standing, given_at) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (workspace_id, subject) DO UPDATE SET standing = excluded.standing,
    given_at = greatest(consent_standings.given_at, excluded.given_at)`

/** A key that stands in a web page can say that somebody is younger, not that a known minor has come of age. */
function grownUp(known: number, ageBand: AgeBandName, source: ConsentSource): AgeBandName {
  if (source === 'administrator' || !isMinor(known)) return ageBand
  return ageBand === 'unknown' || isAdult(ageBand) ? unpacked(known).ageBand : ageBand
}

function storedTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z')
}

/** Opens the ledger and reads how everybody stands. */
export async function openConsents(options: Options): Promise<Consents> {
  const consents = new Consents(options)
  await consents.load()
  return consents
}
