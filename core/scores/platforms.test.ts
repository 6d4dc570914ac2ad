import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crossPlatformScore, crossPlatformStatus, type PlatformScores } from './cross-platform.ts'
import { isMatch, isWithinWindow, titleKeywords, titleSimilarity } from './matching.ts'
import { type NewsMatch, newsScore } from './news.ts'
import { type RedditMatch, redditScore } from './reddit.ts'
import { type XMatch, xScore } from './x.ts'

interface Case {
  readonly id?: string
  readonly input: Record<string, unknown>
  readonly expected: Record<string, unknown>
}

/** Where each number comes from is said in the file itself. */
const cases = JSON.parse(readFileSync(new URL('platforms.cases.json', import.meta.url), 'utf8')) as Record<string, Case[]>
const named = (group: string): [string, Case][] => (cases[group] ?? []).map((one, i) => [one.id ?? `${group} ${i}`, one])

describe('on X', () => {
  it.each(named('twitter'))('reference %s', (_, { input, expected }) => {
    const formula = xScore(matchesOf<XMatch>(input))
    expect(formula.score).toBe(expected.score)
    expect(formula.raw).toBeCloseTo(expected.raw as number, 9)
    expect(formula.class).toBe(expected.viral ? 'viral' : 'not_viral')
    expectClose(formula.components, { ...(expected.components as object), validTweets: expected.validTweets })
    expect(xScore(matchesOf<XMatch>(input), { profile: 'table' }).score).toBe(expected.score_capped)
  })

  it('unknown impressions stay unknown: the post counts for the volume, not for the engagement', () => {
    const scored = xScore([{ similarity: 1, impressions: null, likes: 1000 }])
    expect(scored.components).toMatchObject({ engagement: 0, validTweets: 0 })
    expect(scored.notes).toEqual(['no_valid_posts', 'unknown_impressions'])
    expect(xScore([{ similarity: 1, impressions: 150, likes: 151 }]).notes).toEqual(['more_engagement_than_impressions'])
  })

  it('a hundred thousand matches are no more than 100', () => {
    const many = Array.from({ length: 100_000 }, () => ({ similarity: 1, impressions: 150, likes: 150 }))
    expect(xScore(many).score).toBe(100)
    expect(xScore(many).raw).toBeCloseTo(130, 3)
  })

  it('never gives NaN, and a match more lowers the score only through similarity and engagement', () => {
    fc.assert(
      fc.property(fc.array(xMatch()), xMatch(), (matches, next) => {
        const [before, after] = [xScore(matches), xScore([...matches, next])]
        expect(before.score).toBeGreaterThanOrEqual(0)
        expect(before.score).toBeLessThanOrEqual(100)
        expect(Object.values(before.components).every(Number.isFinite)).toBe(true)
        expect(after.components.volume).toBeGreaterThan(before.components.volume)
        expect(xScore(matches, { profile: 'table' }).score).toBeLessThanOrEqual(before.score)
      }),
    )
  })

  it('refuses what no post has', () => {
    for (const similarity of [-0.1, 1.1, Number.NaN]) expect(() => xScore([{ similarity }])).toThrow(/similarity/)
    for (const likes of [-1, Infinity, Number.NaN]) expect(() => xScore([{ similarity: 0.5, likes }])).toThrow(/likes/)
    expect(() => xScore([{ similarity: 0.5, impressions: Number.NaN }])).toThrow(/impressions/)
  })
})

describe('on Reddit', () => {
  it.each(named('reddit'))('reference %s', (_, { input, expected }) => {
    const formula = redditScore(matchesOf<RedditMatch>(input))
    expect(formula.score).toBe(expected.score)
    expect(formula.raw).toBeCloseTo(expected.raw as number, 9)
    expect(formula.class).toBe(expected.viral ? 'viral' : 'not_viral')
    expectClose(formula.components, { ...(expected.components as object), validPosts: expected.validPosts })
    expect(redditScore(matchesOf<RedditMatch>(input), { profile: 'table' }).score).toBe(expected.score_capped)
  })

  it('negative posts weigh on the total, which counts as 0 when it is below', () => {
    expect(redditScore([{ upvotes: 40 }, { upvotes: -15 }]).components.upvotes).toBeCloseTo(6 * Math.log10(26), 12)
    const buried = redditScore([{ upvotes: 4 }, { upvotes: -15 }])
    expect(buried.components.upvotes).toBe(0)
    expect(buried.notes).toContain('negative_upvotes')
  })

  it('never gives NaN', () => {
    fc.assert(
      fc.property(fc.array(redditMatch()), (matches) => {
        const { score, raw, components } = redditScore(matches)
        expect([score, raw, ...Object.values(components)].every((value) => Number.isFinite(value) && value >= 0)).toBe(true)
        expect(score).toBeLessThanOrEqual(100)
        expect(redditScore(matches, { profile: 'table' }).raw).toBeLessThanOrEqual(61)
      }),
    )
  })

  it('refuses what no post has', () => {
    expect(() => redditScore([{ upvotes: Number.NaN }])).toThrow(/upvotes/)
    expect(() => redditScore([{ upvotes: 1, comments: -1 }])).toThrow(/comments/)
    expect(() => redditScore([{ upvotes: 1, upvoteRatio: 1.5 }])).toThrow(/upvoteRatio/)
  })
})

describe('in the news', () => {
  it.each(named('news'))('reference %s', (_, { input, expected }) => {
    const { score, raw, components } = newsScore(matchesOf<NewsMatch>(input))
    const { score: expectedScore, ...rest } = expected
    expect(score).toBe(expectedScore)
    expectClose({ raw, ...components }, rest)
  })

  it('a tier not given is asked for under the trimmed name in lower case, and is the least without an answer', () => {
    const article = { similarity: 0, source: ' Reuters ' }
    expect(newsScore([article], { tierOf: (source) => (source === 'reuters' ? 1 : 3) }).components.normalized).toBe(10)
    expect(newsScore([article])).toMatchObject({ components: { normalized: 2 }, notes: ['unknown_tier'] })
  })

  it('never gives NaN', () => {
    const article = fc.record({
      similarity: unit(),
      source: fc.string(),
      tier: fc.constantFrom(1 as const, 2 as const, 3 as const, null),
      score: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
    })
    fc.assert(
      fc.property(fc.array(article), (matches) => {
        const { score, raw } = newsScore(matches)
        expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true)
        expect(Number.isFinite(raw)).toBe(true)
      }),
    )
  })

  it('refuses what no article has', () => {
    expect(() => newsScore([{ similarity: 0.5, source: 'a', score: Number.NaN }])).toThrow(/score/)
    expect(() => newsScore([{ similarity: 0.5, source: 'a', tier: 4 as 1 }])).toThrow(/tier/)
  })
})

describe('over platforms', () => {
  it.each(named('cross'))('reference %s', (_, { input, expected }) => {
    const { score, class: status, components, range, unavailable } = crossPlatformScore(input as PlatformScores)
    expect(score).toBe(expected.total)
    expect(status).toBe(expected.status)
    expectClose(components, { weighted: expected.weighted, base: expected.base, bonus: expected.bonus })
    expect(range).toEqual([score, score])
    expect(unavailable).toEqual([])
  })

  it.each(named('classes').filter(([, { expected }]) => 'cross' in expected))('class of %s', (_, { input, expected }) => {
    expect(crossPlatformStatus(input.score as number)).toBe(expected.cross)
  })

  it('a platform that was not asked is no 0: the range says what it could change', () => {
    const { score, asked, unavailable, range, notes } = crossPlatformScore({ twitter: 80, reddit: null, news: 40, twitterViral: true })
    expect({ score, asked, unavailable, notes }).toEqual({
      score: 46,
      asked: ['twitter', 'news'],
      unavailable: ['reddit'],
      notes: ['unavailable_platforms'],
    })
    // 28 + 25 + 10, and 15 for both.
    expect(range).toEqual([46, 78])
    expect(crossPlatformScore({}).range).toEqual([0, 100])
  })

  it('adds up in the published order, where another would round to another number', () => {
    expect(crossPlatformScore({ twitter: 85, reddit: 0, news: 3 }).score).toBe(30)
  })

  it('the version 2.1 gives what was left over to Instagram and TikTok', () => {
    const all = { twitter: 100, reddit: 100, news: 100, instagram: 100, tiktok: 100 }
    expect(crossPlatformScore(all, { version: '2.1' })).toMatchObject({ score: 100, version: '2.1' })
    expect(crossPlatformScore(all).score).toBe(85)
  })

  it('is a total of 0 – 100 within its range, and refuses what is no score', () => {
    const score = fc.option(fc.double({ min: 0, max: 200, noNaN: true }))
    const input = fc.record({ twitter: score, reddit: score, news: score, twitterViral: fc.boolean(), redditViral: fc.boolean() })
    fc.assert(
      fc.property(input, (scores) => {
        const { score: total, range } = crossPlatformScore(scores)
        expect(Number.isInteger(total) && total >= 0 && total <= 100).toBe(true)
        expect(range[0]).toBe(total)
        expect(range[1]).toBeGreaterThanOrEqual(total)
      }),
    )
    for (const wrong of [-1, Number.NaN, Infinity]) expect(() => crossPlatformScore({ news: wrong })).toThrow(/news/)
  })
})

describe('matching', () => {
  it.each(named('similarity'))('reference %s', (_, { input, expected }) => {
    expect(titleKeywords(input.a as string)).toEqual(expected.keywords)
    const similarity = titleSimilarity(input.a as string, input.b as string)
    expect(similarity).toBeCloseTo(expected.similarity as number, 9)
    expect(isMatch(similarity)).toBe(expected.match)
  })

  it.each(named('window'))('window: %s', (_, { input, expected }) => {
    expect(isWithinWindow(Date.parse(input.published as string), Date.parse(input.now as string))).toBe(expected.within)
  })

  it('a date that cannot be read is outside of every window', () => {
    expect(isWithinWindow(Number.NaN, 0)).toBe(false)
    expect(() => isWithinWindow(0, 0, 0)).toThrow(RangeError)
  })

  it('takes the first ten keywords, in any script', () => {
    expect(titleKeywords('one two three four five six seven eight nine ten eleven')).toHaveLength(10)
    expect(titleKeywords('Don’t stop: Новости дня!')).toEqual(['dont', 'stop', 'новости', 'дня'])
  })

  it('lies in [0, 1] for all texts, and is 1 for a text of keywords itself', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (title, text) => {
        const similarity = titleSimilarity(title, text)
        expect(similarity).toBeGreaterThanOrEqual(0)
        expect(similarity).toBeLessThanOrEqual(1)
      }),
    )
    expect(titleSimilarity('rocket launches orbit', 'rocket launches orbit')).toBe(1)
  })
})

function matchesOf<Match>(input: Record<string, unknown>): Match[] {
  if (!('repeat' in input)) return input.matches as Match[]
  const { count, match } = input.repeat as { count: number; match: Match }
  return Array.from({ length: count }, () => match)
}

it('counts that could not be added up are refused, the greatest others have finite scores', () => {
  for (const tooMuch of [1.1e300, Number.MAX_VALUE]) {
    expect(() => xScore([{ similarity: 0.5, likes: tooMuch }])).toThrow(/likes/)
    expect(() => redditScore([{ upvotes: -tooMuch }])).toThrow(/upvotes/)
    expect(() => newsScore([{ similarity: 0.5, source: 'a', score: tooMuch }])).toThrow(/score/)
    expect(() => crossPlatformScore({ twitter: tooMuch })).toThrow(/twitter/)
  }
  const many = <M>(match: M) => Array.from({ length: 1000 }, () => match)
  const huge = { impressions: 1e300, likes: 1e300, retweets: 1e300, replies: 1e300 }
  const scores = [
    xScore(many({ similarity: 1, ...huge })),
    redditScore(many({ upvotes: 1e300, comments: 1e300, upvoteRatio: 1 })),
    newsScore(many({ similarity: 1, source: 'a', score: 1e300 })),
    crossPlatformScore({ twitter: 1e300, reddit: 1e300, news: 1e300 }),
  ]
  for (const { score, raw, components } of scores) {
    for (const figure of [raw, ...Object.values(components)]) expect(Number.isFinite(figure)).toBe(true)
    expect(score).toBeLessThanOrEqual(100)
  }
})

function expectClose(actual: object, expected: object): void {
  for (const [name, value] of Object.entries(expected)) expect((actual as Record<string, number>)[name], name).toBeCloseTo(value, 9)
}

function unit() {
  return fc.double({ min: 0, max: 1, noNaN: true })
}

function count() {
  return fc.option(fc.nat())
}

function xMatch() {
  return fc.record({ similarity: unit(), impressions: count(), likes: count(), retweets: count(), replies: count() })
}

function redditMatch() {
  return fc.record({ upvotes: fc.integer(), comments: count(), upvoteRatio: fc.option(unit()) })
}
