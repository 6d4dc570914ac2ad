import { coordinateKeys } from './coordinates.ts'
import { detectPersonalData } from './detect.ts'
import type { Finding, PersonalDataKind, TextContext } from './kinds.ts'
import { signalsOf } from './signals.ts'

/**
 * What becomes of something found: `keep` it; `mask` it with the name of its kind; `hash` it, so that equal ones stay equal;
 * `drop` the whole property or element that holds it.
 */
export type Action = 'keep' | 'mask' | 'hash' | 'drop'

export type ScrubPolicy = Readonly<Record<PersonalDataKind, Action>>

/** Masks everything but handles, which are how public creators are named. */
export const MASK_ALL: ScrubPolicy = {
  url_secret: 'mask',
  email: 'mask',
  iban: 'mask',
  coordinates: 'mask',
  ip: 'mask',
  national_id: 'mask',
  payment_card: 'mask',
  phone: 'mask',
  handle: 'keep',
}

/** One thing found in a value, without the thing itself. */
export interface ScrubFinding {
  /** `too_deep`: what lay below the deepest level that is looked at was dropped unseen. */
  readonly kind: PersonalDataKind | 'too_deep'
  /** Names and indices from the top, names as they are after scrubbing. */
  readonly path: readonly (string | number)[]
  readonly action: Action
}

export interface Scrubbed<V> {
  /** The same object when nothing was changed. */
  readonly value: V
  readonly found: readonly ScrubFinding[]
}

interface ScrubOptions {
  /** Country of the sender, ISO 3166-1 alpha-2: finds telephone numbers in national form. */
  readonly country?: string
  /** Deepest level of nesting that is looked at, 1 or more; everything below is dropped. */
  readonly depthMax?: number
}

/**
 * Makes a keyed hash of something found, for `hash`. Given in a normal form: e-mail in lower case, numbers without separators.
 * A bare hash can be undone by trying all numbers, so it must be keyed (HMAC).
 */
export type KeyedHash = (text: string, kind: PersonalDataKind) => string

interface Walk {
  readonly policy: ScrubPolicy
  readonly hash: KeyedHash
  readonly country: string | undefined
  readonly depthMax: number
  readonly found: ScrubFinding[]
  /** Where the walk stands. */
  readonly path: (string | number)[]
}

/** Stands for a value that was dropped. */
const DROPPED = Symbol('dropped')
const NOTHING: readonly ScrubFinding[] = []
/** Shortest whole number that can be a telephone or card number. */
const NUMBER_MIN = 1_000_000

/**
 * Takes personal data out of a JSON value: strings, whole numbers, names of properties, and latitudes beside longitudes, at every
 * level of objects and arrays. The value given is not changed.
 * @returns what is left; `''` for a top-level text that was dropped and null for anything else.
 * @throws RangeError when `depthMax` is out of range.
 */
export function scrub<V>(value: V, policy: ScrubPolicy, hash: KeyedHash, { country, depthMax = 16 }: ScrubOptions = {}): Scrubbed<V> {
  if (!(Number.isInteger(depthMax) && depthMax >= 1)) throw new RangeError(`scrub requires a whole depthMax ≥ 1, got ${depthMax}`)
  if (isPlain(value, depthMax)) return { value, found: NOTHING }
  const walk: Walk = { policy, hash, country, depthMax, found: [], path: [] }
  const left = scrubValue(value, walk)
  return { value: (left === DROPPED ? (typeof value === 'string' ? '' : null) : left) as V, found: walk.found }
}

/** Whether a value holds nothing that needs a closer look, as most do: found without leaving a trace of the way there. */
function isPlain(value: unknown, depthLeft: number): boolean {
  if (typeof value === 'string') return signalsOf(value) === 0
  if (typeof value === 'number') return !isLongNumber(value)
  if (typeof value !== 'object' || value === null) return true
  if (depthLeft === 0) return false
  if (Array.isArray(value)) return value.every((item) => isPlain(item, depthLeft - 1))
  for (const key in value) if (signalsOf(key) !== 0 || !isPlain((value as Record<string, unknown>)[key], depthLeft - 1)) return false
  return coordinateKeys(value as Record<string, unknown>) === null
}

function isLongNumber(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) >= NUMBER_MIN
}

function scrubValue(value: unknown, walk: Walk): unknown {
  if (typeof value === 'string') return scrubText(value, walk)
  if (typeof value === 'number') return isLongNumber(value) ? scrubNumber(value, walk) : value
  if (typeof value !== 'object' || value === null) return value
  if (walk.path.length >= walk.depthMax) {
    note(walk, 'too_deep', 'drop')
    return DROPPED
  }
  return Array.isArray(value) ? scrubArray(value, walk) : scrubObject(value as Record<string, unknown>, walk)
}

function scrubArray(list: readonly unknown[], walk: Walk): readonly unknown[] {
  let changed = false
  const left = list.map((item, i) => {
    walk.path.push(i)
    const next = scrubValue(item, walk)
    walk.path.pop()
    changed ||= next !== item
    return next
  })
  return changed ? left.filter((item) => item !== DROPPED) : list
}

function scrubObject(object: Record<string, unknown>, walk: Walk): Record<string, unknown> {
  const places = coordinateKeys(object)
  const keys = Object.keys(object)
  const values = new Array<unknown>(keys.length)
  let changed = false
  for (const [i, key] of keys.entries()) {
    const name = scrubText(key, walk)
    walk.path.push(name === DROPPED ? '' : name)
    values[i] = places?.includes(key) ? scrubPlace(object[key], walk) : scrubValue(object[key], walk)
    walk.path.pop()
    changed ||= name !== key || values[i] !== object[key]
    if (name === DROPPED) values[i] = DROPPED
    else keys[i] = name
  }
  if (!changed) return object
  return Object.fromEntries(withDifferentNames(keys.map((key, i) => [key, values[i]] as const).filter(([, value]) => value !== DROPPED)))
}

function scrubText(text: string, walk: Walk): string | typeof DROPPED {
  if (signalsOf(text) === 0) return text
  const findings = detectPersonalData(text, contextOf(walk))
  return findings.length === 0 ? text : replaceIn(text, findings, walk)
}

function scrubNumber(value: number, walk: Walk): unknown {
  const text = String(value)
  const left = scrubText(text, walk)
  return left === text ? value : left
}

/** A latitude or longitude as a property of its own: nothing of it is worth a hash, so only `keep` keeps it. */
function scrubPlace(value: unknown, walk: Walk): unknown {
  const action = walk.policy.coordinates
  note(walk, 'coordinates', action)
  if (action === 'keep') return value
  return action === 'drop' ? DROPPED : null
}

function replaceIn(text: string, findings: readonly Finding[], walk: Walk): string | typeof DROPPED {
  let left = ''
  let from = 0
  let dropped = false
  for (const finding of findings) {
    const action = walk.policy[finding.kind]
    note(walk, finding.kind, action)
    dropped ||= action === 'drop'
    left += text.slice(from, finding.start)
    left += action === 'keep' ? text.slice(finding.start, finding.end) : replacement(finding, action, walk)
    from = finding.end
  }
  return dropped ? DROPPED : left + text.slice(from)
}

function replacement({ kind, text }: Finding, action: Action, { hash }: Walk): string {
  return action === 'hash' ? `[${kind}:${hash(normalForm(text, kind), kind)}]` : `[${kind}]`
}

function normalForm(text: string, kind: PersonalDataKind): string {
  if (kind === 'url_secret') return text
  if (kind === 'email' || kind === 'handle' || kind === 'ip') return text.toLowerCase()
  if (kind === 'coordinates') return text.replaceAll(/\s/g, '')
  return text.replaceAll(/[\s().\-/]/g, '').toUpperCase()
}

function note(walk: Walk, kind: ScrubFinding['kind'], action: Action): void {
  walk.found.push({ kind, path: [...walk.path], action })
}

function contextOf({ country, path }: Walk): TextContext {
  const key = path.findLast((step) => typeof step === 'string')
  return { ...(country === undefined ? {} : { country }), ...(key === undefined ? {} : { key }) }
}

/** Two names may have become one by masking: the later ones get a number. */
function withDifferentNames(entries: readonly (readonly [string, unknown])[]): [string, unknown][] {
  const seen = new Map<string, number>()
  return entries.map(([name, value]) => {
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return [times === 1 ? name : `${name} ${times}`, value]
  })
}
