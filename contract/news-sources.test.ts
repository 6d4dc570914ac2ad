import { expect, test } from 'vitest'
import { NEWS_SOURCES, newsTierOf } from './news-sources.ts'

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
  expect(newsTierOf(source)).toBe(tier)
})

test('no source stands twice, and all are in lower case', () => {
  for (const words of [NEWS_SOURCES.flatMap(({ names }) => names), NEWS_SOURCES.flatMap(({ domains }) => domains)]) {
    expect(new Set(words).size).toBe(words.length)
    expect(words.filter((word) => word !== word.trim().toLowerCase() || word === '')).toEqual([])
  }
})
