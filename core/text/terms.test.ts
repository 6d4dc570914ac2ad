import { describe, expect, test } from 'vitest'
import { cleanTitle } from './clean-title.ts'
import { subjectKeywords } from './terms.ts'
import { consonants, transliterate } from './transliterate.ts'

describe('a clean title', () => {
  test.each([
    ['Mara Lune - Paper Moons (Official Video) [4K] 🌙', 'Mara Lune - Paper Moons'],
    ['BREAKING: Floods in Venice | coastnews.com', 'Floods in Venice'],
    ['#SpaceLaunch #Northwind3 liftoff 🚀', 'Space Launch Northwind 3 liftoff'],
    ['watch it https://example.org/x?y=1 now', 'watch it now'],
    ['【速報】北海道で震度6弱', '北海道で震度6弱'],
    ['Ｆｕｌｌ ｗｉｄｔｈ', 'Full width'],
    ['@MaraLune sings', 'Mara Lune sings'],
    ['🏴󠁧󠁢󠁳󠁣󠁴󠁿 Scotland 👨‍👩‍👧 1️⃣', 'Scotland 1'],
    ['[Official Video]', '[Official Video]'],
    ['', ''],
  ])('%j is %j', (title, expected) => {
    expect(cleanTitle(title).text).toBe(expected)
  })

  test.each([
    ['Saltmarsh S03E10 recap', 's3e10'],
    ['Saltmarsh 3x10 The Tide', 's3e10'],
    ['Saltmarsh Season 3 Episode 10 finale', 's3e10'],
    ['Harbour stories, Ep. 12', 'e12'],
    ['Part 2: the storm', 'e2'],
    ['Top 10 storms', ''],
  ])('%j is of episode %j', (title, expected) => {
    expect(cleanTitle(title).episode).toBe(expected)
  })

  test('has no channel', () => {
    expect(cleanTitle('Storm over Lisbon | Coastline Daily', { channel: 'coastline daily' }).text).toBe('Storm over Lisbon')
    expect(cleanTitle('Coastline Daily', { channel: 'Coastline Daily' }).text).toBe('Coastline Daily')
  })
})

describe('keywords', () => {
  test.each([
    ['BREAKING: Mara Lune announces the Glass River tour! 🎶 #GlassRiver (Official Video)', ['river', 'mara', 'glass', 'lune', 'tour']],
    ['TVアニメ「月影の剣士」第2期 PV公開', ['月影', '剣士']],
    ['भारत ने फाइनल में ऑस्ट्रेलिया को 6 विकेट से हराया', ['ऑस्ट्रेलिया', 'विकेट']],
    ['what is this', []],
    ['🔥🔥🔥', []],
  ])('of %j begin with what says most', (title, expected) => {
    const keywords = subjectKeywords(title)
    for (const word of expected) expect(keywords).toContain(word)
    if (expected.length === 0) expect(keywords).toEqual([])
  })

  test('are no more than asked for, each once', () => {
    expect(subjectKeywords('one storm, two storms, three storms over Lisbon and Porto', { limit: 2 })).toHaveLength(2)
    expect(subjectKeywords('Lisbon lisbon LISBON')).toEqual(['lisbon'])
  })
})

describe('transliteration', () => {
  test.each([
    ['Москва', 'moskva'],
    ['Αθήνα', 'athina'],
    ['서울', 'seoul'],
    ['サクラ', 'sakura'],
    // A vowel that no sign writes is not there.
    ['भारत', 'bhart'],
    ['محمد', 'mhmd'],
    ['ÉCLAIR', 'eclair'],
    ['北京', '北京'],
  ])('%s is %s', (word, expected) => {
    expect(transliterate(word)).toBe(expected)
  })

  test('consonants are alike over scripts', () => {
    for (const word of ['Мохаммед', 'محمد', 'Mohammed', 'Muhammad']) expect(consonants(word)).toBe('mhmd')
    expect(consonants('Зеленский').slice(0, 4)).toBe(consonants('Zelensky').slice(0, 4))
  })
})
