import { expect, test } from 'vitest'
import { countOf, cut, hashtagsOf, momentOf, plainTextOf, titleOf, webAddress } from './post-text.ts'

test.each([
  ['a #Tag and #tag again', ['tag']],
  ['#日本語 и #привет, #été!', ['日本語', 'привет', 'été']],
  ['no tag: a#b, #123, &#39; or https://example.org/#part', []],
  ['#in2026 #2026in', ['in2026', '2026in']],
])('hashtags of “%s” are %j', (text, tags) => {
  expect(hashtagsOf(text)).toEqual(tags)
})

test('a title is the first line of a text, cut between two characters and not within one', () => {
  expect(titleOf('\n first line \nsecond')).toBe('first line')
  expect(titleOf('')).toBe('')
  expect(cut('abcdef', 4)).toBe('abc…')
  expect(cut('ab😀cd', 4)).toBe('ab…')
  expect(titleOf('x'.repeat(400))).toHaveLength(300)
})

test('HTML becomes text: lines, letters, and no tag', () => {
  expect(plainTextOf('<p>Fish &amp; chips<br>today</p><p>&#x1F41F; &#39;fresh&#39; <a href="https://a.example">here</a></p>')).toBe(
    "Fish & chips\ntoday\n🐟 'fresh' here",
  )
  expect(plainTextOf('&unknown; &#0; &#xD800;')).toBe('&unknown; &#0; &#xD800;')
})

test('an address is kept only where a page may lead to it', () => {
  expect(webAddress('https://example.org/a')).toBe('https://example.org/a')
  for (const other of ['javascript:alert(1)', 'data:text/html,x', 'nothing', '', null, undefined]) expect(webAddress(other)).toBe('')
})

test('a count is a whole number as it was reported: null is not zero, and what is no count is not reported', () => {
  expect([0, 7, '0', '7000000000'].map(countOf)).toEqual([0, 7, 0, 7_000_000_000])
  for (const none of [null, undefined, '', -1, 1.5, 'many', Number.NaN]) expect(countOf(none)).toBeNull()
})

test('a moment that no clock shows is not stated', () => {
  expect(momentOf(0)).toBe('1970-01-01T00:00:00.000Z')
  for (const none of [null, undefined, Number.NaN, 1e20]) expect(momentOf(none)).toBeNull()
})
