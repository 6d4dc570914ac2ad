/** Shape of the events that are sent: sizes and spread of a content app. */
const CONTENTS = 5_000
const ACTORS = 1_000_000
const PLATFORMS = ['web', 'ios', 'android', 'tiktok', 'youtube']
const COUNTRIES = ['GB', 'DE', 'US', 'FR', 'IN']
const TYPES = ['view', 'view', 'view', 'view', 'view', 'like', 'like', 'comment', 'share', 'save']
const ID_DIGITS = 12
const ACTOR_DIGITS = 7
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
export function makeBody(events: number, seed: number, now: number): Body {
  const random = seeded(seed)
  const list = Array.from({ length: events }, (_, index) => makeEvent(index, random, now))
  const bytes = Buffer.from(JSON.stringify(list))
  const ids = positionsOf(bytes, '"message_id":"')
  const actors = positionsOf(bytes, '"actor_id":"u')
  return {
    bytes,
    stamp(name) {
      const digits = String(name).padStart(ID_DIGITS, '0')
      for (const at of ids) bytes.write(digits, at, 'latin1')
      for (const at of actors) bytes.write(String(Math.floor(random() * ACTORS)).padStart(ACTOR_DIGITS, '0'), at, 'latin1')
    },
  }
}

function makeEvent(index: number, random: () => number, now: number): object {
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T
  // A few posts get most of the attention.
  const content = Math.floor(CONTENTS * random() ** 3)
  const type = pick(TYPES)
  return {
    message_id: `${'0'.repeat(ID_DIGITS)}-${String(index).padStart(4, '0')}-bench`,
    type,
    occurred_at: new Date(now - Math.floor(random() ** 2 * HOURS_BACK * 3_600_000)).toISOString(),
    actor_id: `u${'0'.repeat(ACTOR_DIGITS)}`,
    session_id: `s${Math.floor(random() * 1e9)}`,
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
