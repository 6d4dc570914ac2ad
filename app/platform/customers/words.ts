import type { Comparison } from '@trill/core/inference/two-means'
import { figureWords } from '../report/figure-words.ts'

/** `95 % interval 1.2 to 1.4, n = 1,234`. */
export function testedWords({ lower, upper }: Pick<Comparison, 'lower' | 'upper'>, n: number): string {
  return `95 % interval ${figureWords(lower)} to ${figureWords(upper)}, n = ${figureWords(n)}`
}
