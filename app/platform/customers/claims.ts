import type { CustomerMetricName } from '@trill/contract/customer-metrics'
import type { FigurePassport } from '@trill/contract/passport'
import type { Comparison } from '@trill/core/inference/two-means'
import { figureWords } from '../report/figure-words.ts'
import type { Claim } from '../report/section.ts'
import type { CustomerFigure } from './contract.ts'
import type { CustomerReading } from './customer-reading.ts'
import { CUSTOMERS_NEEDED, figureComparison, passportOf } from './figures.ts'
import { testedWords } from './words.ts'

interface Tested {
  readonly id: string
  /** The sentence, should it hold, from what was found. */
  readonly says: (found: Comparison) => string
  /** The sentence where nothing was found to test it on. */
  readonly saysUntested: string
  /** What was found, with the interval that it is tested by. */
  readonly found: Comparison | null | undefined
  /** On which side of which figure the whole interval has to lie. */
  readonly holds: { readonly above: number } | { readonly below: number }
  readonly n: number
  readonly passport: FigurePassport
}

/**
 * A claim that holds where a whole interval lies on the side it says, is refuted where it lies on the other one, and is undecided between:
 * then `needed` is how many customers would tell a difference of the size that was found.
 */
export function testedClaim({ id, says, saysUntested, found, holds, n, passport }: Tested): Claim {
  const untested = { id, says: saysUntested, verdict: 'not_enough_data', n, needed: Math.max(CUSTOMERS_NEEDED, n + 1), passport } as const
  if (n < CUSTOMERS_NEEDED) return { ...untested, needed: CUSTOMERS_NEEDED }
  if (found === null || found === undefined) return untested
  const [side, reference] = 'above' in holds ? [1, holds.above] : [-1, holds.below]
  const [near, far] = side === 1 ? [found.lower, found.upper] : [found.upper, found.lower]
  const decided = { id, says: says(found), n, needed: CUSTOMERS_NEEDED, passport }
  if (side * (near - reference) > 0) return { ...decided, verdict: 'holds' }
  if (side * (far - reference) < 0) return { ...decided, verdict: 'refuted' }
  return { ...decided, verdict: 'not_enough_data', needed: neededFor(found, reference, n) }
}

export interface Said extends Pick<Tested, 'id' | 'saysUntested' | 'holds'> {
  /** The figure that is tested. */
  readonly metric: CustomerMetricName
  /** The sentence, should it hold: the figure, then its interval and n in words. */
  readonly says: (value: string, tested: string) => string
}

/** A claim about one of the figures of a page. One that is of too few people to be shown is of nobody here. */
export function figureClaim(
  { metric, says, ...claim }: Said,
  { figures }: { readonly figures: readonly CustomerFigure[] },
  reading: CustomerReading,
): Claim {
  const figure = figures.find(({ id }) => id === metric)
  const n = figure?.n ?? 0
  return testedClaim({
    ...claim,
    says: (found) => says(figureWords(found.value), testedWords(found, n)),
    found: figureComparison(figure),
    n,
    passport: passportOf(metric, n, reading),
  })
}

/** Intervals narrow with the root of the customers. */
function neededFor({ value, lower, upper }: Comparison, reference: number, n: number): number {
  const distance = Math.abs(value - reference)
  const width = (upper - lower) / 2
  const needed = distance === 0 ? Infinity : Math.ceil(n * (width / distance) ** 2)
  return Math.min(Math.max(needed, n + 1), Number.MAX_SAFE_INTEGER)
}
