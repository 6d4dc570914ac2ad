import { EARLY_FEATURES, type EarlyFeature } from '@trill/core/virality/feature-table'
import type { Prediction } from './contract.ts'

/** Reasons that are told. */
const REASONS = 4
/** Log odds below which a column hardly spoke. */
const CONTRIBUTION_MIN = 0.02
/** A probability is high or low when it is so many times the base rate, or below it by as much. */
const HIGH = 2

const DISTANCE = 'shares that are still lacking for the top tenth'

/** The columns that spoke most, for it and against it. */
export function reasonsOf(
  names: readonly string[],
  contributions: ArrayLike<number>,
  values: ReadonlyMap<string, number>,
): Prediction['reasons'] {
  return names
    .map((feature, index) => ({ feature, contribution: contributions[index] as number }))
    .filter(({ feature, contribution }) => Math.abs(contribution) >= CONTRIBUTION_MIN && !isMissing(values.get(feature)))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, REASONS)
    .map(({ feature, contribution }) => ({
      feature,
      words: `${aboutOf(feature)}: ${contribution > 0 ? 'speaks for it' : 'speaks against it'}`,
      contribution,
    }))
}

/** What is not known spoke by its absence, which is no reason to tell. */
function isMissing(value: number | undefined): boolean {
  return value !== undefined && Number.isNaN(value)
}

function aboutOf(feature: string): string {
  return feature === 'threshold_distance' ? DISTANCE : EARLY_FEATURES[feature as EarlyFeature].about
}

/** What may be done about a post; each follows from figures beside it, and none is promised to work. */
export function actionsOf(
  prediction: Pick<Prediction, 'probability' | 'probability_lower' | 'base_rate' | 'doubling' | 'peak_at' | 'size' | 'nodes'>,
  now: number,
): string[] {
  const { probability, probability_lower: lower, base_rate: rate, doubling, peak_at: peak, nodes } = prediction
  const peaksLater = peak !== null && Date.parse(peak) > now
  const likely = probability >= Math.min(HIGH * rate, 0.5)
  const actions = [
    likely && lower > rate && peaksLater && 'Answer comments now and keep it on top: it is likely to grow, and its peak is ahead.',
    likely && lower > rate && !peaksLater && 'Pin it or post the next one after it while people still look: its fastest time is over.',
    likely && lower <= rate && 'Look again at the next age: the interval still holds the base rate.',
    !likely && doubling.probability >= 0.5 && nodes > 0 && 'Leave it running: it will probably double, but not reach the top tenth.',
    !likely && doubling.probability < 0.5 && 'Put effort into the next post: most like it have had most of their shares by now.',
  ]
  return actions.filter((action) => action !== false)
}
