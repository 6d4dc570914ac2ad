/** One level of the window: buckets of 2^level values each, the oldest first. */
interface Level {
  totals: number[]
  variances: number[]
}

/** A window over a stream that is as long as its mean stays the same. Plain data: keep it beside the stream. */
export interface Adwin {
  readonly delta: number
  /** Of 1, 2, 4, … values. */
  readonly levels: Level[]
  width: number
  total: number
  /** Sum of squared distances from the mean. */
  squares: number
  seen: number
}

/** A level with more buckets hands two of them to the next. */
const BUCKETS_MAX = 5
/** Values between checks. */
const CLOCK = 32
const WIDTH_MIN = 10
const SIDE_MIN = 5

/**
 * A window without values.
 * @param delta Probability of a false alarm at one check, in (0, 1).
 * @throws RangeError when it is out of range.
 */
export function createAdwin(delta = 0.002): Adwin {
  if (!(delta > 0 && delta < 1)) throw new RangeError(`createAdwin requires delta in (0, 1), got ${delta}`)
  return { delta, levels: [{ totals: [], variances: [] }], width: 0, total: 0, squares: 0, seen: 0 }
}

/**
 * Takes the next value of the stream, and drops old values while two parts of the window differ in their mean. Memory and steps grow with
 * the logarithm of the width. Checks once in 32 values, as MOA does.
 * @param value Finite.
 * @returns whether the mean has changed.
 * @throws RangeError when the value is not finite.
 * @see Bifet and Gavaldà, Learning from time-changing data with adaptive windowing (SDM 2007).
 */
export function addToAdwin(window: Adwin, value: number): boolean {
  if (!Number.isFinite(value)) throw new RangeError(`addToAdwin requires a finite value, got ${value}`)
  insert(window, value)
  if (window.seen % CLOCK !== 0 || window.width <= WIDTH_MIN) return false
  let changed = false
  while (hasTwoMeans(window)) {
    dropOldest(window)
    changed = true
  }
  return changed
}

/** Mean of the window; null before the first value. */
export function adwinMean({ width, total }: Adwin): number | null {
  return width === 0 ? null : total / width
}

function insert(window: Adwin, value: number): void {
  window.seen += 1
  window.width += 1
  if (window.width > 1) {
    window.squares += ((window.width - 1) * (value - window.total / (window.width - 1)) ** 2) / window.width
  }
  window.total += value
  push(window.levels[0] as Level, value, 0)
  compress(window.levels)
}

function compress(levels: Level[]): void {
  for (let index = 0; index < levels.length; index += 1) {
    const level = levels[index] as Level
    if (level.totals.length <= BUCKETS_MAX) return
    if (index + 1 === levels.length) levels.push({ totals: [], variances: [] })
    const size = 2 ** index
    const [a, b] = level.totals.splice(0, 2) as [number, number]
    const [v, w] = level.variances.splice(0, 2) as [number, number]
    push(levels[index + 1] as Level, a + b, v + w + (size * (a / size - b / size) ** 2) / 2)
  }
}

function push(level: Level, total: number, variance: number): void {
  level.totals.push(total)
  level.variances.push(variance)
}

/** Whether somewhere the older values have another mean than the newer ones. */
function hasTwoMeans(window: Adwin): boolean {
  const [variance, confidence] = [window.squares / window.width, Math.log((2 * Math.log(window.width)) / window.delta)]
  let [older, olderTotal] = [0, 0]
  for (let index = window.levels.length - 1; index >= 0; index -= 1) {
    for (const total of (window.levels[index] as Level).totals) {
      older += 2 ** index
      olderTotal += total
      const newer = window.width - older
      if (newer <= SIDE_MIN + 1 || older <= SIDE_MIN + 1) continue
      const inverse = 1 / (older - SIDE_MIN + 1) + 1 / (newer - SIDE_MIN + 1)
      const bound = Math.sqrt(2 * inverse * variance * confidence) + (2 / 3) * confidence * inverse
      if (Math.abs(olderTotal / older - (window.total - olderTotal) / newer) > bound) return true
    }
  }
  return false
}

function dropOldest(window: Adwin): void {
  const index = window.levels.length - 1
  const level = window.levels[index] as Level
  const [total, variance] = [level.totals.shift() as number, level.variances.shift() as number]
  const size = 2 ** index
  window.width -= size
  window.total -= total
  window.squares -= variance + (size * window.width * (total / size - window.total / window.width) ** 2) / (size + window.width)
  if (level.totals.length === 0) window.levels.pop()
}
