import { firstAbove, firstAtLeast } from '../inference/sorted.ts'

/** Experts of one side of an interval, of which each follows what is missed at its own rate. */
export interface AdaptiveSide {
  /** Shares that each expert would now leave beyond the bound; a little outside of [0, 1] at times. */
  readonly levels: readonly number[]
  /** How much each is listened to; they add up to 1. */
  readonly weights: readonly number[]
}

/** How wide intervals have to be, as the outcomes so far tell. Plain JSON. */
export interface AdaptiveConformal {
  /** Share of outcomes that intervals are to hold. */
  readonly confidence: number
  /** Outcomes that it went by. */
  readonly resolved: number
  readonly lower: AdaptiveSide
  readonly upper: AdaptiveSide
}

/** Steps of the experts: of a share that is missed by one outcome, so much is made up for. */
const RATES = [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128] as const
/** Outcomes over which the experts are compared. */
const MEMORY = 500
/** Levels that stand for the same place among the errors may differ by so much. */
const ROUNDING = 1e-9

/**
 * Before any outcome: bounds are those of `conformalBounds`.
 * @param confidence In (0, 1).
 * @throws RangeError when it is out of range.
 */
export function adaptiveConformal(confidence = 0.8): AdaptiveConformal {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`adaptiveConformal requires confidence in (0, 1), got ${confidence}`)
  const side = { levels: RATES.map(() => (1 - confidence) / 2), weights: RATES.map(() => 1 / RATES.length) }
  return { confidence, resolved: 0, lower: side, upper: side }
}

/**
 * Goes on from the outcomes so far to the next: the level of the side on which it was missed falls, so that bounds are drawn outwards, and
 * rises a little otherwise, so that in the long run each side is missed as often as it is to be, whatever becomes of the errors. Eight experts
 * do so at rates from 0.001 to 0.128, and their mean counts those more that did well lately. Sides are followed apart from each other.
 *
 * It learns how far errors reach, not where they lie: an outcome that is beyond all past errors is held by no level.
 * @param past Errors that the bounds are taken from, ascending, of rows the model has not seen; the same as for {@link adaptiveBounds}.
 * @param error Actual less predicted of the outcome, finite.
 * @throws RangeError when the error is not finite.
 * @see Gibbs and Candès, Adaptive conformal inference under distribution shift (NeurIPS 2021), of the step; Gibbs and Candès, Conformal
 *   inference for online prediction with arbitrary distribution shifts (JMLR 25, 2024), algorithm 1, of the experts.
 */
export function adaptedTo(state: AdaptiveConformal, past: ArrayLike<number>, error: number): AdaptiveConformal {
  if (!Number.isFinite(error)) throw new RangeError(`adaptedTo requires a finite error, got ${error}`)
  if (past.length === 0) return state
  const target = (1 - state.confidence) / 2
  const places = past.length + 1
  return {
    ...state,
    resolved: state.resolved + 1,
    lower: nextSide(state.lower, (firstAbove(past, error) + 1) / places, target),
    upper: nextSide(state.upper, (places - firstAtLeast(past, error)) / places, target),
  }
}

/**
 * Bounds to add to the next prediction.
 * @param past As for {@link adaptedTo}.
 * @returns `lower` ≤ `upper`, at most as far apart as the past errors; −Infinity and Infinity where these are too few for the confidence.
 */
export function adaptiveBounds(
  { confidence, lower, upper }: AdaptiveConformal,
  past: ArrayLike<number>,
): { readonly lower: number; readonly upper: number } {
  const count = past.length
  if (rankAt((1 - confidence) / 2, count) > count) return { lower: -Infinity, upper: Infinity }
  const rankOf = (side: AdaptiveSide) => Math.min(rankAt(Math.min(levelOf(side), 0.5), count), count)
  return { lower: past[count - rankOf(lower)] as number, upper: past[rankOf(upper) - 1] as number }
}

/** @param reached The level from which on the outcome is missed: its place among the past errors. */
function nextSide({ levels, weights }: AdaptiveSide, reached: number, target: number): AdaptiveSide {
  const rate = learningRate(target)
  const likely = weights.map((weight, expert) => weight * Math.exp(-rate * pinballLoss(reached, levels[expert] as number, target)))
  const sum = likely.reduce((before, value) => before + value, 0)
  const shared = 1 / (2 * MEMORY)
  return {
    weights: likely.map((value) => ((1 - shared) * value) / sum + shared / RATES.length),
    levels: levels.map((level, expert) => level + (RATES[expert] as number) * (target - Number(level >= reached - ROUNDING))),
  }
}

function pinballLoss(reached: number, level: number, target: number): number {
  return target * (reached - level) - Math.min(0, reached - level)
}

/** As the paper has it for losses of so many experts over so many outcomes. */
function learningRate(target: number): number {
  const spread = (1 - target) ** 2 * target ** 3 + target ** 2 * (1 - target) ** 3
  return Math.sqrt((3 * (Math.log(RATES.length * MEMORY) + 2)) / (MEMORY * spread))
}

function levelOf({ levels, weights }: AdaptiveSide): number {
  return levels.reduce((sum, level, expert) => sum + level * (weights[expert] as number), 0)
}

function rankAt(level: number, count: number): number {
  return Math.ceil((count + 1) * (1 - level) - ROUNDING)
}
