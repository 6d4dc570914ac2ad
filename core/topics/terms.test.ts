import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold } from './fold.ts'
import { hashtagOf, termsOf, topicOf } from './terms.ts'

const topics = (title: string) => termsOf({ title, tags: [] }).topics
const hashtags = (title: string, tags: readonly string[] = []) => termsOf({ title, tags }).hashtags

describe('topics of a title', () => {
  test.each([
    ['How to fold the perfect paper plane', ['fold', 'perfect', 'paper', 'plane', 'perfect paper', 'paper plane']],
    ['Which city? Which river?', ['city', 'river']],
    ['Café at night. CAFE by day', ['cafe', 'night']],
    ['iPhone 17 review', ['iphone', 'review', 'iphone 17', '17 review']],
    ['A stop-motion chase', ['stop', 'motion', 'chase', 'stop motion', 'motion chase']],
    ["The dog's bone and what we can't see", ['dog', 'bone', 'dog bone']],
    ['War in Ukraine', ['war', 'ukraine']],
    ['Das ist der Krieg, und er ist nicht vorbei', ['krieg', 'vorbei']],
    ['Los gatos que no duermen por la noche', ['gatos', 'duermen', 'noche']],
    ['Straße am Fluß', ['strasse', 'fluss']],
    ['Новая песня и новый клип', ['новая', 'песня', 'новый', 'клип', 'новая песня', 'новый клип']],
    ['quiz! #Summer fun', ['quiz', 'fun']],
    ['new video https://example.org/watch?v=1 with @somebody.else inside', ['video', 'inside']],
  ])('%s: words that say something, and neighbours of them', (title, expected) => {
    expect(topics(title)).toEqual(expected)
  })

  test('of scripts without spaces are cut into words', () => {
    expect(topics('東京タワーの夜景')).toEqual(['東京タワー', '夜景'])
    expect(topics('ประเทศไทยสวยงาม').length).toBeGreaterThan(1)
    expect(topics('हिन्दी संगीत')).toEqual(['हिन्दी', 'संगीत', 'हिन्दी संगीत'])
  })

  test.each(['', '   ', '😀😀 🎉', '!!! ... ???', '12 34 567', '\u200d\ufe0f', 'a'])('%j has none', (title) => {
    expect(topics(title)).toEqual([])
  })

  test('a word counts once, however often it is said', () => {
    expect(topics('cats cats Cats CATS')).toEqual(['cats', 'cats cats'])
  })
})

describe('hashtags', () => {
  test('come from tags and from the title, folded, each once', () => {
    expect(hashtags('Look at this #Sommer #café！ ＃東京', ['#SOMMER', 'funny cats', 'Zürich'])).toEqual([
      'sommer',
      'funnycats',
      'zurich',
      'cafe',
      '東京',
    ])
  })

  test('without a letter are none', () => {
    expect(hashtags('We are #1 #😀 # #_', ['2024', '🎉', ''])).toEqual([])
  })

  test('in an address are none', () => {
    expect(hashtags('https://example.org/page#section')).toEqual([])
  })

  test('of absurd length are left out', () => {
    expect(hashtagOf('a'.repeat(101))).toBe('')
  })
})

test('what is beyond the limits is counted', () => {
  const tags = Array.from({ length: 35 }, (_, i) => `tag${i}`)
  const terms = termsOf({ title: 'one small lovely garden', tags }, { hashtags: 30, topics: 2 })
  expect(terms.hashtags).toHaveLength(30)
  expect(terms.topics).toEqual(['small', 'lovely'])
  expect(terms.leftOut).toBe(5 + 3)
})

test('a limit that is none is refused', () => {
  expect(() => termsOf({ title: '', tags: [] }, { topics: -1 })).toThrow('termsOf requires a whole limit of topics ≥ 0, got -1')
})

test('what somebody types finds the topic as it is stored', () => {
  expect(topicOf('  Paper-PLANE ')).toBe('paper plane')
})

test('folding keeps the marks of other scripts, which are letters there', () => {
  expect(fold('Й หมู Ά')).toBe('й หมู α')
})

test('of any text terms are folded, different, not empty and say the same twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 }), (title, tags) => {
      const terms = termsOf({ title, tags })
      for (const list of [terms.hashtags, terms.topics]) {
        expect(new Set(list).size).toBe(list.length)
        expect(list.every((term) => term.trim() !== '')).toBe(true)
      }
      expect(terms.hashtags.map(hashtagOf)).toEqual(terms.hashtags)
      expect(termsOf({ title, tags })).toEqual(terms)
    }),
  )
})
