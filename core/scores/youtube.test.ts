import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageInDays, type VideoCounters, videoEngagement, viewVelocity, viralClass, viralScore } from './youtube.ts'

interface Case {
  readonly id?: string
  readonly input: VideoCounters & { readonly daysOld: number; readonly score: number }
  readonly expected: Record<string, number | string>
}

/** Where each number comes from is said in the file itself. */
const cases = JSON.parse(readFileSync(new URL('platforms.cases.json', import.meta.url), 'utf8')) as Record<string, Case[]>
const named = (group: string): [string, Case][] => (cases[group] ?? []).map((one, i) => [one.id ?? `${group} ${i}`, one])

describe('viral score', () => {
  it.each(named('viral_score'))('reference %s', (_, { input, expected }) => {
    const { score, class: of, raw, components } = viralScore(input)
    expect({ score, class: of }).toEqual({ score: expected.score, class: expected.class })
    for (const [name, value] of Object.entries({ raw, ...components })) expect(value, name).toBeCloseTo(expected[name] as number, 9)
  })

  it.each(named('classes').filter(([, { expected }]) => 'youtube' in expected))('class of %s', (_, { input, expected }) => {
    expect(viralClass(input.score)).toBe(expected.youtube)
  })

  it('an unknown age gets no bonus, hidden counts enter as 0, and the result says both', () => {
    expect(viralScore({ views: 10_000, likes: null })).toMatchObject({ score: 40, notes: ['hidden_counts', 'unknown_age'] })
  })

  it('says where it rests on little', () => {
    expect(viralScore({ views: 10, likes: 1, comments: 0, daysOld: 30 })).toMatchObject({ score: 100, notes: ['few_views'] })
    expect(viralScore({ views: 0, likes: 5, comments: 0, daysOld: 30 }).notes).toEqual(['no_views', 'more_engagement_than_views'])
    expect(viralScore({ views: 500, likes: 5, comments: 0, daysOld: -1 }).notes).toEqual(['future_age'])
  })

  it('is a whole number of 10 – 100 that no further like or comment lowers', () => {
    const video = fc.record({ views: fc.nat(), likes: fc.nat(), comments: fc.nat(), daysOld: fc.double({ min: 0, max: 1e4, noNaN: true }) })
    fc.assert(
      fc.property(video, fc.nat(), (before, more) => {
        const { score } = viralScore(before)
        expect(Number.isInteger(score) && score >= 10 && score <= 100).toBe(true)
        expect(viralScore({ ...before, likes: before.likes + more }).score).toBeGreaterThanOrEqual(score)
        expect(viralScore({ ...before, daysOld: before.daysOld + 1 }).score).toBeLessThanOrEqual(score)
      }),
    )
  })

  it('refuses what is no count and no age', () => {
    for (const wrong of [-1, Infinity, Number.NaN]) {
      expect(() => viralScore({ views: wrong })).toThrow(/views/)
      expect(() => viralScore({ views: 1, likes: wrong })).toThrow(/likes/)
      expect(() => viralScore({ views: 1, comments: wrong })).toThrow(/comments/)
    }
    expect(() => viralScore({ views: 1, daysOld: Number.NaN })).toThrow(/age/)
  })
})

describe('engagement of a video', () => {
  it.each(named('engagement_category'))('reference %s', (_, { input, expected }) => {
    const { percent, category } = videoEngagement(input)
    expect(percent).toBeCloseTo(expected.pct as number, 9)
    expect(category).toBe(expected.category)
  })

  it('exactly 2 and exactly 5 in a hundred are moderate at every size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (size) => {
        expect(videoEngagement({ views: 50 * size, likes: size }).category).toBe('moderate')
        expect(videoEngagement({ views: 20 * size, likes: size }).category).toBe('moderate')
      }),
    )
  })
})

describe('view velocity', () => {
  it.each(named('velocity'))('reference %s', (_, { input, expected }) => {
    const { viewsPerDay, class: of } = viewVelocity(input.views, input.daysOld)
    expect(viewsPerDay).toBeCloseTo(expected.viewsPerDay as number, 9)
    expect(of).toBe(expected.category)
  })

  it('counts the first day as a whole one, and refuses what is no age', () => {
    expect(viewVelocity(100, 0).viewsPerDay).toBe(100)
    expect(() => viewVelocity(100, Number.NaN)).toThrow(/age/)
    expect(() => viewVelocity(-1, 1)).toThrow(/views/)
  })
})

describe('age of a video', () => {
  it('is a real number of days', () => {
    expect(ageInDays(0, 7 * 86_400_000)).toBe(7)
    expect(ageInDays(0, 43_200_000)).toBe(0.5)
  })

  it('refuses a publication in the future, and one that cannot be read', () => {
    expect(() => ageInDays(1, 0)).toThrow(/future/)
    expect(() => ageInDays(Number.NaN, 0)).toThrow(RangeError)
    expect(() => ageInDays(0, Number.NaN)).toThrow(RangeError)
  })
})
