import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { titleSimilarity } from '../scores/matching.ts'
import { titleTerms } from './terms.ts'
import { FEATURES, titleFeatures } from './title-features.ts'
import { TITLE_MATCH_COEFFICIENTS, TITLE_MATCH_FROM, titleMatcher } from './title-match.ts'

type Story = readonly (readonly [platform: string, title: string])[]
interface Topic {
  readonly topic: string
  readonly part: 'tuning' | 'held_out'
  readonly stories: readonly Story[]
}
interface Pair {
  readonly one: string
  readonly other: string
  readonly same: boolean
}

const topics = JSON.parse(readFileSync(new URL('title-stories.cases.json', import.meta.url), 'utf8')) as Topic[]

/** Titles of one story match; those of other stories of the topic do not, nor does one of the next topic for each. */
function pairsOf(part: Topic['part']): Pair[] {
  const own = topics.filter((topic) => topic.part === part)
  return own.flatMap(({ stories }, at) => {
    const titles = stories.flatMap((story, number) => story.map(([, title]) => ({ title, number })))
    const next = own[(at + 1) % own.length]?.stories.flat() ?? []
    const within = titles.flatMap((one, i) =>
      titles.slice(i + 1).map((other) => ({ one: one.title, other: other.title, same: one.number === other.number })),
    )
    return [...within, ...titles.map(({ title }, i) => ({ one: title, other: next[i % next.length]?.[1] ?? '', same: false }))]
  })
}

const tuning = pairsOf('tuning')
const heldOut = pairsOf('held_out')
const similarity = (one: string, other: string) => titleMatcher({ title: one })({ title: other }).similarity

function measured(pairs: readonly Pair[], isMatch: (pair: Pair) => boolean) {
  const found = pairs.filter(isMatch)
  const right = found.filter(({ same }) => same).length
  return { precision: right / found.length, recall: right / pairs.filter(({ same }) => same).length }
}

describe('over labelled pairs', () => {
  const ours = ({ one, other }: Pair) => similarity(one, other) >= TITLE_MATCH_FROM
  const published = ({ one, other }: Pair) => titleSimilarity(one, other) > 0.3

  test('there are more than 600 of them, most of them not the same story, and no topic is in both parts', () => {
    expect(tuning.length + heldOut.length).toBeGreaterThan(600)
    for (const pairs of [tuning, heldOut]) expect(pairs.filter(({ same }) => same).length / pairs.length).toBeLessThan(0.25)
    expect(new Set(topics.map(({ topic }) => topic)).size).toBe(topics.length)
  })

  test('of topics it was not tuned on, at least 82 of 100 matches are right and 70 of 100 are found, more than of the published formula', () => {
    const { precision, recall } = measured(heldOut, ours)
    const baseline = measured(heldOut, published)
    expect(precision).toBeGreaterThanOrEqual(0.82)
    expect(recall).toBeGreaterThanOrEqual(0.7)
    expect(precision).toBeGreaterThan(baseline.precision)
    expect(recall).toBeGreaterThan(baseline.recall)
  })

  test('the figures are those of the method card', () => {
    const card = readFileSync(new URL('../../docs/methods/title-matching.md', import.meta.url), 'utf8')
    const figures = (pairs: readonly Pair[], isMatch: (pair: Pair) => boolean) => {
      const { precision, recall } = measured(pairs, isMatch)
      return [precision.toFixed(3), recall.toFixed(3)]
    }
    const line = (name: string) => (card.split('\n').find((text) => text.startsWith(`| ${name}`)) ?? '').match(/0\.\d{3}/g)
    expect(line('Trill')).toEqual([...figures(tuning, ours), ...figures(heldOut, ours)])
    expect(line('Published')).toEqual([...figures(tuning, published), ...figures(heldOut, published)])
  })

  test('a similarity says how often it is right: of tenths of the pairs, within 12 in 100', () => {
    const scored = heldOut.map(({ one, other, same }) => ({ similarity: similarity(one, other), same }))
    const order = scored.sort((one, other) => one.similarity - other.similarity)
    const size = Math.ceil(order.length / 10)
    for (let start = 0; start < order.length; start += size) {
      const tenth = order.slice(start, start + size)
      const mean = tenth.reduce((sum, pair) => sum + pair.similarity, 0) / tenth.length
      expect(Math.abs(mean - tenth.filter(({ same }) => same).length / tenth.length)).toBeLessThan(0.12)
    }
  })

  test('the coefficients are those that the tuning part gives', () => {
    const rows = tuning.map(({ one, other, same }) => {
      const features = titleFeatures(titleTerms(one), titleTerms(other))
      return { x: [1, ...FEATURES.map((name) => features[name])], y: same ? 1 : 0 }
    })
    const fitted = logisticRegression(rows)
    expect(fitted.map((value) => Number(value.toFixed(2)))).toEqual(Object.values(TITLE_MATCH_COEFFICIENTS))
  })
})

describe('two titles', () => {
  test.each([
    ['a hashtag is its words', 'Northwind 3 rocket launch', '#Northwind3 #RocketLaunch'],
    ['emoji and stamps say nothing', 'Paper Moons (Official Video) [4K] 🌙✨', 'paper moons'],
    ['scripts are transcribed', 'Мохаммед Салах', 'Mohamed Salah'],
    ['Arabic names too', 'محمد صلاح', 'Mohammed Salah'],
    ['accents do not matter', 'Valparaíso evacuación', 'Valparaiso evacuacion'],
    ['full width is width', 'ＬＵＭＩＮＡ 新曲', 'LUMINA 新曲'],
  ])('%s', (_, one, other) => {
    expect(similarity(one, other)).toBeGreaterThan(TITLE_MATCH_FROM)
  })

  test.each([
    ['of other episodes', 'Saltmarsh S03E09 recap', 'Saltmarsh S03E10 recap'],
    ['with another result', 'City 2-1 Rovers', 'Athletic 0-3 Wanderers'],
    ['of emoji alone', '🔥🔥🔥', '🔥🔥🔥'],
    ['of nothing', '', ''],
    ['of stop words', 'what is this', 'what is this'],
  ])('%s do not match', (_, one, other) => {
    expect(similarity(one, other)).toBeLessThan(TITLE_MATCH_FROM)
  })

  test('the name of its own channel says nothing', () => {
    const match = titleMatcher({ title: 'Morning market update | Coastline Daily', channel: 'Coastline Daily' })
    expect(match({ title: 'Coastline Daily visits a lighthouse' }).isMatch).toBe(false)
  })

  test('are as alike one way as the other, between 0 and 1, whatever is in them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
        const value = similarity(one, other)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
        expect(similarity(other, one)).toBeCloseTo(value, 9)
      }),
    )
  })
})

/** Newton’s method, with a penalty of 1 on all but the intercept. */
function logisticRegression(rows: readonly { x: readonly number[]; y: number }[]): number[] {
  const width = rows[0]?.x.length ?? 0
  let weights = new Array<number>(width).fill(0)
  for (let step = 0; step < 30; step += 1) {
    const system = Array.from({ length: width }, (_, i) =>
      Array.from(
        { length: width + 1 },
        (_, j) => (i === 0 ? 1e-9 : 1) * (j === i ? 1 : j === width ? (i === 0 ? 0 : -(weights[i] ?? 0)) : 0),
      ),
    )
    for (const { x, y } of rows) {
      const p = 1 / (1 + Math.exp(-x.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0)))
      for (const [i, line] of system.entries()) {
        for (let j = 0; j < width; j += 1) line[j] = (line[j] ?? 0) + p * (1 - p) * (x[i] ?? 0) * (x[j] ?? 0)
        line[width] = (line[width] ?? 0) + (y - p) * (x[i] ?? 0)
      }
    }
    const change = solved(system)
    weights = weights.map((weight, i) => weight + (change[i] ?? 0))
  }
  return weights
}

/** Gauss and Jordan, with pivots. */
function solved(system: number[][]): number[] {
  const at = (row: number, column: number) => system[row]?.[column] ?? 0
  for (let column = 0; column < system.length; column += 1) {
    let pivot = column
    for (let row = column + 1; row < system.length; row += 1) if (Math.abs(at(row, column)) > Math.abs(at(pivot, column))) pivot = row
    ;[system[column], system[pivot]] = [system[pivot] as number[], system[column] as number[]]
    for (let row = 0; row < system.length; row += 1) {
      if (row === column) continue
      const factor = at(row, column) / at(column, column)
      system[row] = (system[row] as number[]).map((value, i) => value - factor * at(column, i))
    }
  }
  return system.map((line, i) => (line.at(-1) ?? 0) / (line[i] ?? 1))
}
