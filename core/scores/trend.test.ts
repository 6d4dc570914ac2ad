import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hackerNewsRank, redditHot } from './ranking.ts'
import { trendObjections, trendScore, trendScoreInterval } from './trend.ts'

interface Case {
  readonly id: string
  readonly input: Record<string, number>
  readonly expected: Record<string, number>
}

/** Where each number comes from is said in the file itself. */
const cases = JSON.parse(readFileSync(new URL('trend.cases.json', import.meta.url), 'utf8')) as Record<string, Case[]>
const named = (group: string): [string, Record<string, number>, Record<string, number>][] =>
  (cases[group] ?? []).map(({ id, input, expected }) => [id, input, expected])

describe('trend score', () => {
  it.each(named('hashtag_trend_score'))('reference %s', (_, { usage_24h = 0, usage_7d = 0, prior_count = 0, prior_days = 0 }, expected) => {
    const { baselinePerDay, z, score } = trendScore(usage_24h, usage_7d, { priorCount: prior_count, priorDays: prior_days })
    expect(baselinePerDay).toBeCloseTo(expected.baseline_per_day as number, 9)
    expect(z).toBeCloseTo(expected.z as number, 9)
    expect(score).toBeCloseTo(expected.score as number, 9)
  })

  it('is within 0 – 100 and rises with the last day when the days before stay', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e7), fc.nat(1000), (uses, before, more) => {
        const { score } = trendScore(uses, before + uses)
        expect(score >= 0 && score <= 100).toBe(true)
        expect(trendScore(uses + more, before + uses + more).score).toBeGreaterThanOrEqual(score)
      }),
    )
  })

  it('refuses a week with fewer uses than its last day, and what is no count', () => {
    expect(() => trendScore(2, 1)).toThrow(/uses7d/)
    expect(() => trendScore(Number.NaN, 1)).toThrow(/uses24h/)
    expect(() => trendScore(0, 0, { priorCount: 0 })).toThrow(/priorCount/)
  })
})

describe('what speaks against a trend', () => {
  it('is too few uses or authors, or one author with most of them', () => {
    expect(trendObjections({ uses: 20, authors: 10, topAuthorUses: 6 })).toEqual([])
    expect(trendObjections({ uses: 19, authors: 9, topAuthorUses: 6 })).toEqual(['few_uses', 'few_authors', 'one_author_dominates'])
    expect(() => trendObjections({ uses: -1, authors: 0, topAuthorUses: 0 })).toThrow(/uses/)
  })
})

describe('ranks of other sites', () => {
  it.each(named('reddit_hot'))('reference %s', (_, { ups = 0, downs = 0, epoch_s = 0 }, expected) => {
    expect(redditHot(ups, downs, epoch_s)).toBeCloseTo(expected.hot as number, 9)
  })

  it.each(named('hn_rank'))('reference %s', (_, { points = 0, hours = 0, gravity = 0 }, expected) => {
    expect(hackerNewsRank(points, hours, gravity)).toBeCloseTo(expected.score as number, 9)
  })

  it('rise with votes, fall with age, and refuse what is neither', () => {
    expect(redditHot(10, 0, 0)).toBeGreaterThan(redditHot(1, 0, 0))
    expect(redditHot(0, 10, 0)).toBeLessThan(redditHot(0, 0, 0))
    expect(hackerNewsRank(10, 2)).toBeLessThan(hackerNewsRank(10, 1))
    expect(() => redditHot(-1, 0, 0)).toThrow(/upvotes/)
    expect(() => redditHot(0, 0, Number.NaN)).toThrow(/time/)
    expect(() => hackerNewsRank(1, -1)).toThrow(/ageHours/)
  })
})

describe('the interval of a trend score', () => {
  it('holds the score, and stays within 0 – 100', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e7), (uses, before) => {
        const { lower, upper } = trendScoreInterval(uses, before + uses)
        const { score } = trendScore(uses, before + uses)
        expect(lower >= 0 && lower <= score + 1e-9 && upper >= score - 1e-9 && upper <= 100).toBe(true)
      }),
    )
  })

  it('refuses a confidence that is none', () => {
    expect(() => trendScoreInterval(1, 1, 1)).toThrow(/confidence/)
  })
})
