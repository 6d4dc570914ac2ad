/** Shares of one post as they were reported, in any order; the post itself may be among them. One entry a share in each array. */
export interface Cascade {
  /** Since the post. Negative and missing ones are clocks that were wrong: they are left out and counted. */
  readonly seconds: ArrayLike<number>
  /** Whole numbers, one a person. */
  readonly actors: ArrayLike<number>
  /** Person it was shared from, −1 for the post itself; left out where a platform does not tell. */
  readonly parents?: ArrayLike<number>
  /** 1 for a reply or comment, 0 for a plain share. */
  readonly replies?: ArrayLike<number>
  /** Followers of who shared, at that time; NaN where unknown. */
  readonly audiences?: ArrayLike<number>
}

/** What was seen of a post up to a cut. The post itself is always entry 0, at 0 seconds, whether it was reported or not. */
export interface Observed {
  readonly cutSeconds: number
  /** Ascending, in [0, cutSeconds]. */
  readonly seconds: Float64Array
  /** NaN for a post that was not reported. */
  readonly actors: Float64Array
  /** Entry that each was shared from, always an earlier one; −1 for the post; null where no parent is told. */
  readonly parents: Int32Array | null
  readonly replies: Float64Array | null
  readonly audiences: Float64Array | null
  /** Shares left out because their time was negative or missing. */
  readonly dropped: number
  /** Shares of somebody who was not seen sharing before; they hang on the post. */
  readonly orphans: number
}

/**
 * What was known of a post at a cut: later shares play no part in it. Of several posts in one cascade the first is the post, the others hang
 * on it. Shares of one second stay in the order they were given in.
 * @param cutSeconds Age of the post, > 0; Infinity for all there is.
 * @throws RangeError when arrays differ in length or the cut is not > 0.
 */
export function observe(cascade: Cascade, cutSeconds: number): Observed {
  requireCascade(cascade, cutSeconds)
  const { seconds, actors, parents, replies, audiences } = cascade
  const seen = Uint32Array.from(seconds, (_, index) => index).filter(
    (index) => (seconds[index] as number) >= 0 && (seconds[index] as number) <= cutSeconds,
  )
  seen.sort((a, b) => (seconds[a] as number) - (seconds[b] as number) || a - b)
  const post = parents === undefined ? -1 : (seen.find((index) => parents[index] === -1) ?? -1)
  const shares = seen.filter((index) => index !== post)
  const taken = (values: ArrayLike<number>, ofPost: number) => withPost(values, shares, post === -1 ? ofPost : (values[post] as number))
  const persons = taken(actors, Number.NaN)
  const tree = parents === undefined ? null : parentEntries(persons, taken(parents, -1))
  return {
    cutSeconds,
    seconds: withPost(seconds, shares, 0),
    actors: persons,
    parents: tree?.entries ?? null,
    replies: replies === undefined ? null : taken(replies, 0),
    audiences: audiences === undefined ? null : taken(audiences, Number.NaN),
    dropped: Array.from(seconds, (at) => Number(!(at >= 0))).reduce((total, one) => total + one, 0),
    orphans: tree?.orphans ?? 0,
  }
}

/** Nodes of a cascade, the post among them, that have a time: its size. */
export function cascadeSize({ seconds, parents }: Cascade): number {
  let [shares, post] = [0, 0]
  for (let i = 0; i < seconds.length; i += 1) {
    if (!((seconds[i] as number) >= 0)) continue
    if (post === 0 && parents?.[i] === -1) post = 1
    else shares += 1
  }
  return 1 + shares
}

function withPost(values: ArrayLike<number>, shares: Uint32Array, ofPost: number): Float64Array {
  const taken = new Float64Array(1 + shares.length)
  taken[0] = ofPost
  for (let i = 0; i < shares.length; i += 1) taken[i + 1] = values[shares[i] as number] as number
  return taken
}

/** The newest earlier entry of the person that each was shared from. */
function parentEntries(persons: Float64Array, parents: Float64Array): { entries: Int32Array; orphans: number } {
  const newest = new Map<number, number>([[persons[0] as number, 0]])
  const entries = new Int32Array(persons.length)
  entries[0] = -1
  let orphans = 0
  for (let i = 1; i < persons.length; i += 1) {
    const entry = newest.get(parents[i] as number)
    if (entry === undefined) orphans += 1
    entries[i] = entry ?? 0
    newest.set(persons[i] as number, i)
  }
  return { entries, orphans }
}

function requireCascade(cascade: Cascade, cutSeconds: number): void {
  if (!(cutSeconds > 0)) throw new RangeError(`observe requires a cut > 0 seconds, got ${cutSeconds}`)
  for (const name of ['actors', 'parents', 'replies', 'audiences'] as const) {
    const length = cascade[name]?.length ?? cascade.seconds.length
    if (length !== cascade.seconds.length) throw new RangeError(`observe requires ${cascade.seconds.length} ${name}, got ${length}`)
  }
}
