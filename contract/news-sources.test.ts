import { expect, test } from 'vitest'
import { NEWS_SOURCES, type NewsTier, newsTiers } from './news-sources.ts'

test.each([
  ['Reuters', 1],
  [' bbc news ', 1],
  ['https://www.theguardian.com/world/2026', 1],
  ['edition.cnn.com', 1],
  ['The Times of India', 2],
  ['timesofindia.indiatimes.com', 2],
  ['The Japan Times', 2],
  ['publico.es', 2],
  ['notreuters.com', 3],
  ['reuters.com.example.org', 3],
  ['Harbour Weekly', 3],
  ['AP Photography Blog', 3],
  ['', 3],
])('%j is of tier %d', (source, tier) => {
  expect(newsTiers(new Map())(source)).toBe(tier)
})

test('no source stands twice, and all are in lower case', () => {
  for (const words of [NEWS_SOURCES.flatMap(({ names }) => names), NEWS_SOURCES.flatMap(({ domains }) => domains)]) {
    expect(new Set(words).size).toBe(words.length)
    expect(words.filter((word) => word !== word.trim().toLowerCase() || word === '')).toEqual([])
  }
})

test.each([
  ['Harbour Weekly', 2],
  ['https://www.harbour.example/tides', 1],
  ['sport.reuters.com', 2],
  ['Reuters', 3],
  ['https://www.reuters.com/world', 1],
  ['BBC News', 1],
])('with a list of one’s own, which goes first, %j is of tier %d', (source, tier) => {
  const own = new Map<string, NewsTier>([
    ['harbour weekly', 2],
    ['harbour.example', 1],
    ['sport.reuters.com', 2],
    ['reuters', 3],
  ])
  expect(newsTiers(own)(source)).toBe(tier)
})
