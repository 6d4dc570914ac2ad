import { type Hmac128, hmac128 } from './hmac-128.ts'
import type { LinkFile } from './link-file.ts'

/** Identifiers whose pseudonyms are remembered at most; a power of two. */
const REMEMBERED = 4_096
const PSEUDONYM = /^p[1-9]\d{0,8}\.[\w-]{22}$/
/** Names that need no pseudonym: those of minors are keyed already, those of events without identity are random. */
const NAMELESS = /^(?:minor\.[\w-]{22}|unlinked\.[\da-f-]{36})$/

/** A key of a workspace, which made all pseudonyms of its version. */
export interface PseudonymKey {
  readonly version: number
  readonly bytes: Buffer
}

/** HMAC-SHA-256, cut to 128 bits, with the version in front: the same identifier always gives the same, and nobody without the key finds it again. */
export function pseudonymOf({ version, bytes }: PseudonymKey, id: string): string {
  return `p${version}.${hmac128(bytes)(id)}`
}

/** Whether a name has the form of a pseudonym. */
export function isPseudonym(name: string): boolean {
  return PSEUDONYM.test(name)
}

/** The version of the key that made a pseudonym; undefined of any other name. */
export function pseudonymVersion(name: string): number | undefined {
  return isPseudonym(name) ? Number.parseInt(name.slice(1), 10) : undefined
}

/** Whether a name says nothing about anybody without a key: a pseudonym, a minor’s name, or that of a single event. */
export function isNameless(name: string): boolean {
  return isPseudonym(name) || NAMELESS.test(name)
}

/** Stores the identifiers of one workspace under pseudonyms. */
export interface Pseudonymiser {
  /** The name an identifier is stored under; that of a minor or of a single event stays. */
  of(id: string): string
  /** The same for a session: it is over before anybody could be seen again, and never re-linked. */
  ofSession(id: string): string
  /** Whoever was seen since the last call and may have a history under an older key is written down, and survives a crash. */
  keepLinks(): void
}

/** What a pseudonymiser works with. */
export interface PseudonymiserOptions {
  readonly links: LinkFile
  /** Told of a person who was not seen lately. */
  readonly onNamed?: (id: string, name: string) => void
}

/** @param older keys under which people may have a history; they are linked to the present one when they are seen */
export function createPseudonymiser(
  present: PseudonymKey,
  older: readonly PseudonymKey[],
  { links, onNamed }: PseudonymiserOptions,
): Pseudonymiser {
  const recent = new RecentNames()
  const hmac = hmac128(present.bytes)
  const previous: [number, Hmac128][] = older.map(({ version, bytes }) => [version, hmac128(bytes)])
  let seen: [string, string][] = []
  const named = (id: string, isPerson: boolean) => {
    if (id === '') return id
    const known = recent.get(id)
    if (known !== undefined) return known
    if ((id.startsWith('minor.') || id.startsWith('unlinked.')) && NAMELESS.test(id)) return id
    const name = `p${present.version}.${hmac(id)}`
    recent.set(id, name)
    if (isPerson) {
      for (const [version, of] of previous) seen.push([`p${version}.${of(id)}`, name])
      onNamed?.(id, name)
    }
    return name
  }
  return {
    of: (id) => named(id, true),
    ofSession: (id) => named(id, false),
    keepLinks: () => {
      if (seen.length === 0) return
      links.append(seen)
      seen = []
    },
  }
}

/** The latest name of each place, which the last characters of its identifier tell: people who are new pass through it at little cost. */
class RecentNames {
  readonly #ids: string[] = Array(REMEMBERED).fill('')
  readonly #names: string[] = Array(REMEMBERED).fill('')

  get(id: string): string | undefined {
    const place = placeOf(id)
    return this.#ids[place] === id ? this.#names[place] : undefined
  }

  set(id: string, name: string): void {
    const place = placeOf(id)
    this.#ids[place] = id
    this.#names[place] = name
  }
}

function placeOf(id: string): number {
  let place = id.length
  for (let at = Math.max(0, id.length - 4); at < id.length; at += 1) place = (Math.imul(place, 31) + id.charCodeAt(at)) | 0
  return (place ^ (place >>> 12)) & (REMEMBERED - 1)
}
