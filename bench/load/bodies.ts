/**
 * Who the events are of. `strangers`: every event of another person, drawn from a million, under a short id, which is
 * the dearest case; `visitors`: ids are UUIDs, as apps give them, and a body of 500 holds what some fifty visits sent
 * meanwhile, ten events each.
 */
export const PEOPLE = ['strangers', 'visitors'] as const
export type People = (typeof PEOPLE)[number]

/** Shape of the events that are sent: sizes and spread of a content app. */
const CONTENTS = 5_000
const ACTORS = 1_000_000
const PLATFORMS = ['web', 'ios', 'android', 'tiktok', 'youtube']
const COUNTRIES = ['GB', 'DE', 'US', 'FR', 'IN']
const TYPES = ['view', 'view', 'view', 'view', 'view', 'like', 'like', 'comment', 'share', 'save']
const ID_DIGITS = 12
const ACTOR_DIGITS = 7
const VISIT_EVENTS = 10
const NO_UUID = '00000000-0000-4000-8000-000000000000'
const HOURS_BACK = 48

/** A small generator of numbers in [0, 1), the same for the same seed (mulberry32, T. Ettinger). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The body of a request, written once; before each sending only its message ids and actors are changed, in place. */
export interface Body {
  readonly bytes: Buffer
  /** Gives every event a message id that starts with `name`, which must be different each time, and an actor. */
  stamp(name: number): void
}

/** @param seed decides times, contents and the rest; the same seed gives the same body. */
export function makeBody(events: number, seed: number, now: number, people: People): Body {
  const random = seeded(seed)
  const list = Array.from({ length: events }, (_, index) => makeEvent(index, random, now, people))
  const bytes = Buffer.from(JSON.stringify(list))
  const ids = positionsOf(bytes, '"message_id":"')
  const stampPeople = people === 'strangers' ? strangersIn(bytes, random) : visitorsIn(bytes, random)
  return {
    bytes,
    stamp(name) {
      const digits = String(name).padStart(ID_DIGITS, '0')
      for (const at of ids) bytes.write(digits, at, 'latin1')
      stampPeople()
    },
  }
}

function strangersIn(bytes: Buffer, random: () => number): () => void {
  const actors = positionsOf(bytes, '"actor_id":"u')
  return () => {
    for (const at of actors) bytes.write(String(Math.floor(random() * ACTORS)).padStart(ACTOR_DIGITS, '0'), at, 'latin1')
  }
}

/** Visits begin and end between two bodies, and their events stand mixed with those of others. */
function visitorsIn(bytes: Buffer, random: () => number): () => void {
  const [actors, sessions] = [positionsOf(bytes, '"actor_id":"'), positionsOf(bytes, '"session_id":"')]
  const visits = Math.ceil(actors.length / VISIT_EVENTS)
  const visitOf = actors.map(() => Math.floor(random() * visits))
  return () => {
    const people = Array.from({ length: visits }, () => uuid(seeded(Math.floor(random() * ACTORS))))
    const opened = Array.from({ length: visits }, () => uuid(random))
    visitOf.forEach((visit, index) => {
      bytes.write(people[visit] as string, actors[index] as number, 'latin1')
      bytes.write(opened[visit] as string, sessions[index] as number, 'latin1')
    })
  }
}

/** A random one, of version 4 by its form. */
function uuid(random: () => number): string {
  const hex = Array.from({ length: 4 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

function makeEvent(index: number, random: () => number, now: number, people: People): object {
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T
  // A few posts get most of the attention.
  const content = Math.floor(CONTENTS * random() ** 3)
  const type = pick(TYPES)
  return {
    message_id: `${'0'.repeat(ID_DIGITS)}-${String(index).padStart(4, '0')}-bench`,
    type,
    occurred_at: new Date(now - Math.floor(random() ** 2 * HOURS_BACK * 3_600_000)).toISOString(),
    actor_id: people === 'strangers' ? `u${'0'.repeat(ACTOR_DIGITS)}` : NO_UUID,
    session_id: people === 'strangers' ? `s${Math.floor(random() * 1e9)}` : NO_UUID,
    content_id: `content-${content}`,
    platform: pick(PLATFORMS),
    country: pick(COUNTRIES),
    device: random() < 0.7 ? 'mobile' : 'desktop',
    referrer: 'https://news.example/today',
    ...(type === 'comment' ? { text: 'Somebody had something to say about this.' } : {}),
    properties: {
      position: Math.floor(random() * 50),
      source: pick(['feed', 'search', 'profile']),
      watched_seconds: Math.floor(random() * 300),
    },
  }
}

function positionsOf(bytes: Buffer, before: string): number[] {
  const found: number[] = []
  for (let at = bytes.indexOf(before); at >= 0; at = bytes.indexOf(before, at + 1)) found.push(at + before.length)
  return found
}
