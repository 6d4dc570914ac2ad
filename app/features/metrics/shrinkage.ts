import type { Metric } from '@trill/contract/metric-kinds'
import { METRICS, type MetricName } from '@trill/contract/metrics'
import { fitBetaPrior } from '@trill/core/inference/beta-binomial'
import { betaMean, wilsonInterval } from '@trill/core/inference/proportions'
import { fitGammaPrior, type ShrunkFigure, shrunkRate, shrunkRatio } from '@trill/core/inference/rates'
import { viralityOfRate } from '@trill/core/scores/engagement'
import type { MetricResponse, ViralitySettings } from './contract.ts'

/** Sums of one part of a dimension. */
export interface Sums {
  readonly numerator: number
  readonly denominator: number
}

/** How the figures of one metric are drawn towards what is usual of all its parts. */
export interface Shrinkage {
  readonly usual: MetricResponse['usual']
  readonly shrink: (sums: Sums) => ShrunkFigure
}

/** What the pooled rate is worth where there are too few parts to see how much they differ. */
const POOLED_TRIALS = 100
/** Prior of the virality score: spread per person, and people that is worth. */
const VIRALITY_PRIOR = { ratio: 0.02, weight: 200 }
/** What the pooled growth and balance are worth, in followers and in events. */
const POOLED_WEIGHT = 100

/** The way a metric of posts is shrunk; undefined where it is a plain sum, which no sample makes uncertain. */
export function shrinkageOf(name: MetricName, parts: readonly Sums[], virality: ViralitySettings): Shrinkage | undefined {
  const metric: Metric = METRICS[name]
  if (name === 'virality_score') return viralityShrinkage(virality)
  if (metric.kind === 'ratio') return proportionShrinkage(parts)
  return metric.kind === 'rate' ? rateShrinkage(parts) : undefined
}

/** Interactions stand for people who engaged: more of them than the denominator count as one each. */
function proportionShrinkage(parts: readonly Sums[]): Shrinkage | undefined {
  const groups = parts.map(({ numerator, denominator }) => ({ successes: successes({ numerator, denominator }), trials: denominator }))
  const trials = total(groups.map((group) => group.trials))
  if (trials === 0) return undefined
  const pooled = Math.min(Math.max(total(groups.map((group) => group.successes)) / trials, 0.5 / (trials + 1)), 1 - 0.5 / (trials + 1))
  const fallback = { alpha: pooled * POOLED_TRIALS, beta: (1 - pooled) * POOLED_TRIALS }
  const { alpha, beta, method } = fitBetaPrior(groups, { fallback })
  return {
    usual: { value: 100 * betaMean({ alpha, beta }), worth: alpha + beta, method },
    shrink: (sums) => {
      const [known, all] = [successes(sums) + alpha, sums.denominator + alpha + beta]
      const { lower, upper } = wilsonInterval(known, all)
      return scaled({ estimate: known / all, lower, upper }, (share) => 100 * share)
    },
  }
}

function successes({ numerator, denominator }: Sums): number {
  return Math.min(Math.max(numerator, 0), denominator)
}

function rateShrinkage(parts: readonly Sums[]): Shrinkage | undefined {
  const groups = parts.map(({ numerator, denominator }) => ({ events: Math.max(numerator, 0), exposure: denominator }))
  const prior = fitGammaPrior(groups)
  if (prior === null) return undefined
  return {
    usual: { value: prior.shape / prior.exposure, worth: prior.exposure, method: 'moments' },
    shrink: ({ numerator, denominator }) => shrunkRate({ events: Math.max(numerator, 0), exposure: denominator }, prior),
  }
}

function viralityShrinkage({ share_weight, comment_weight, scale }: ViralitySettings): Shrinkage {
  const heaviest = Math.max(share_weight, comment_weight)
  const score = (rate: number) => viralityOfRate(Math.max(rate, 0), scale)
  return {
    usual: { value: score(VIRALITY_PRIOR.ratio), worth: VIRALITY_PRIOR.weight, method: 'fixed' },
    shrink: ({ numerator, denominator }) =>
      // What is weighted varies as though every interaction were of the heaviest kind.
      scaled(shrunkRatio({ numerator, denominator, variance: heaviest * numerator }, VIRALITY_PRIOR), score),
  }
}

/** Of sums that may be negative: each unit of `variance` came and went by itself. */
export function balanceShrinkage(parts: readonly (Sums & { variance: number })[]): Shrinkage | undefined {
  const denominator = total(parts.map((part) => part.denominator))
  if (denominator === 0) return undefined
  const ratio = total(parts.map(({ numerator }) => numerator)) / denominator
  const variances = new Map<Sums, number>(parts.map((part) => [part, part.variance]))
  return {
    usual: { value: 100 * ratio, worth: POOLED_WEIGHT, method: 'pooled' },
    shrink: (sums) => {
      const variance = variances.get(sums) ?? Math.abs(sums.numerator)
      return scaled(shrunkRatio({ ...sums, variance: variance + 1 }, { ratio, weight: POOLED_WEIGHT }), (share) => 100 * share)
    },
  }
}

function scaled({ estimate, lower, upper }: ShrunkFigure, scale: (value: number) => number): ShrunkFigure {
  return { estimate: scale(estimate), lower: scale(lower), upper: scale(upper) }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
