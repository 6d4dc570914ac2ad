import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { termsOf } from './n-grams.ts'
import { besideEachOther, sparseMatrix } from './sparse-matrix.ts'
import { fitTextClassifier, LANGUAGE_CHARACTERS, textJudge, textReasons } from './text-classifier.ts'
import { fitTfIdf, type TfIdfOptions, tfIdfTransform } from './tf-idf.ts'

interface Case {
  readonly id: string
  readonly input: { docs: string[]; options: { sublinear_tf?: boolean; ngram_range?: [number, number]; smooth_idf?: boolean } }
  readonly expected: { vocabulary: string[]; idf: number[]; matrix: number[][] }
}

/** Where each number comes from is said in the file itself. */
const cases: Case[] = JSON.parse(readFileSync(new URL('tf-idf.cases.json', import.meta.url), 'utf8')).tfidf
const WORDS: TfIdfOptions = { unit: 'word', from: 1, to: 1 }

describe('terms', () => {
  it('of words leave out single letters, and go on over marks', () => {
    expect(termsOf('I like #Paris_2024, don’t you? Ça va', { unit: 'word', from: 1, to: 2 })).toEqual([
      ...['like', 'paris_2024', 'don', 'you', 'ça', 'va'],
      ...['like paris_2024', 'paris_2024 don', 'don you', 'you ça', 'ça va'],
    ])
  })

  it('of characters run over spaces, or stay inside of words, and halve no emoji', () => {
    expect(termsOf('A  b', { unit: 'character', from: 2, to: 3 })).toEqual(['a ', ' b', 'a b'])
    expect(termsOf('a 🎉b', { unit: 'character-in-word', from: 2, to: 3 })).toEqual([' a', 'a ', ' a ', ' 🎉', '🎉b', 'b ', ' 🎉b', '🎉b '])
    expect(termsOf('ab', { unit: 'character-in-word', from: 5, to: 5 })).toEqual([' ab '])
    expect(termsOf('', { unit: 'character', from: 1, to: 4 })).toEqual([])
  })

  it('refuse lengths that are none', () => {
    for (const [from, to] of [
      [0, 1],
      [2, 1],
      [1, 11],
      [1.5, 2],
    ] as const)
      expect(() => termsOf('a', { unit: 'word', from, to })).toThrow(RangeError)
  })
})

describe('weights of terms', () => {
  it.each(cases.map((one) => [one.id, one] as const))('reference %s', (_, { input: { docs, options }, expected }) => {
    const [from, to] = options.ngram_range ?? [1, 1]
    const model = fitTfIdf(docs, { unit: 'word', from, to, sublinear: options.sublinear_tf ?? false, smooth: options.smooth_idf ?? true })
    expect(model.vocabulary).toEqual(expected.vocabulary)
    expect(model.idf).toEqual(expected.idf.map((value) => expect.closeTo(value, 8)))
    const matrix = tfIdfTransform(model)(docs)
    for (const [row, values] of expected.matrix.entries()) {
      const dense = new Float64Array(matrix.columns)
      for (let i = matrix.starts[row] as number; i < (matrix.starts[row + 1] as number); i += 1)
        dense[matrix.indices[i] as number] = matrix.values[i] as number
      expect([...dense]).toEqual(values.map((value) => expect.closeTo(value, 8)))
    }
  })

  it('make every row of length 1, and one without a known term 0', () => {
    // A word of one letter is no term, and some documents of this generator have no other.
    const document = fc.lorem({ maxCount: 8 }).filter((text) => /\w\w/.test(text))
    const texts = fc.array(document, { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(texts, (documents) => {
        const transform = tfIdfTransform(fitTfIdf(documents, { ...WORDS, sublinear: true }))
        const { starts, values } = transform([...documents, '¿…?'])
        for (let row = 0; row < documents.length; row += 1) {
          const own = values.subarray(starts[row], starts[row + 1])
          expect(own.reduce((total, value) => total + value * value, 0)).toBeCloseTo(1, 9)
        }
        expect(starts[documents.length + 1]).toBe(starts[documents.length])
      }),
    )
  })

  it('keep frequent terms only, when asked', () => {
    expect(fitTfIdf(['aa bb', 'aa cc', 'cc dd dd dd'], { ...WORDS, documentsMin: 2 }).vocabulary).toEqual(['aa', 'cc'])
    expect(fitTfIdf(['aa bb', 'aa cc', 'cc dd dd dd'], { ...WORDS, termsMax: 2 }).vocabulary).toEqual(['aa', 'dd'])
  })

  it('refuse no documents, and documents without terms', () => {
    expect(() => fitTfIdf([], WORDS)).toThrow(/at least one document/)
    expect(() => fitTfIdf(['!', '?'], WORDS)).toThrow(/requires a term/)
    expect(() => fitTfIdf(['aa'], { ...WORDS, documentsMin: 0 })).toThrow(/documentsMin/)
    expect(() => fitTfIdf(['aa'], { ...WORDS, termsMax: 0.5 })).toThrow(/termsMax/)
  })
})

describe('sparse matrices', () => {
  it('multiply like dense ones, side by side too', () => {
    const matrix = besideEachOther([sparseMatrix([[[0, 2]], [[1, 3]]], 2), sparseMatrix([[], [[0, 5]]], 1)])
    const sums = new Float64Array(2)
    matrix.addProduct(Float64Array.of(1, 10, 100), sums)
    expect([...sums]).toEqual([2, 530])
    const columns = new Float64Array(3)
    matrix.addTransposed(Float64Array.of(1, 2), columns)
    expect([...columns]).toEqual([2, 6, 10])
    expect(() => besideEachOther([sparseMatrix([[]], 1), sparseMatrix([], 1)])).toThrow(RangeError)
  })
})

describe('text classifier', () => {
  const texts = [
    'great fun, great day',
    'what a great match',
    'so much fun today',
    'awful queue',
    'awful, awful service',
    'bad day, awful food',
  ]
  const labels = ['glad', 'glad', 'glad', 'angry', 'angry', 'angry']
  const options = { terms: [WORDS] }

  it('learns classes, says how sure it is, and goes through JSON', () => {
    const model = fitTextClassifier(texts, labels, options)
    expect(model.classes).toEqual(['angry', 'glad'])
    const again = textJudge(JSON.parse(JSON.stringify(model)))
    const judged = textJudge(model)(['a great day', 'AWFUL!!'])
    expect(judged).toEqual(again(['a great day', 'AWFUL!!']))
    expect(judged.map(({ label }) => label)).toEqual(['glad', 'angry'])
    for (const { probability, probabilities } of judged) {
      expect(probabilities.reduce((total, value) => total + value, 0)).toBeCloseTo(1, 12)
      expect(probability).toBe(Math.max(...probabilities))
    }
    expect(fitTextClassifier(texts, labels, options)).toEqual(model)
  })

  it('names no class for a text without known terms, or when it is not sure enough', () => {
    const model = fitTextClassifier(texts, labels, options)
    expect(textJudge(model)(['xyzzy', ''])).toMatchObject([{ label: null }, { label: null }])
    expect(textJudge(model, { probabilityMin: 0.99 })(['great'])[0]?.label).toBeNull()
    expect(textJudge(model)([])).toEqual([])
  })

  it('tells three classes apart, and why', () => {
    const model = fitTextClassifier([...texts, 'where is the station', 'where can I park'], [...labels, 'asking', 'asking'], options)
    expect(textJudge(model)(['where is it'])[0]?.label).toBe('asking')
    expect(textReasons(model, 'where is the great fun', 'asking')[0]).toMatchObject({ term: 'where' })
    expect(textReasons(model, 'great', 'asking')[0]?.contribution).toBeLessThan(0)
    const two = fitTextClassifier(texts, labels, options)
    expect(textReasons(two, 'awful', 'angry')[0]?.contribution).toBeGreaterThan(0)
    expect(textReasons(two, 'awful', 'glad')[0]?.contribution).toBeLessThan(0)
    expect(() => textReasons(two, 'awful', 'sad')).toThrow(/class of/)
  })

  it('tells languages apart by their characters', () => {
    const english = ['the weather is nice today', 'where is the house', 'I would like to see this film', 'they have been working']
    const spanish = ['hoy hace buen tiempo', 'dónde está la casa', 'me gustaría ver esta película', 'han estado trabajando']
    const german = ['das Wetter ist heute schön', 'wo ist das Haus', 'ich möchte diesen Film sehen', 'sie haben gearbeitet']
    const names = ['en', 'es', 'de'].flatMap((name) => Array(4).fill(name) as string[])
    const model = fitTextClassifier([...english, ...spanish, ...german], names, { terms: LANGUAGE_CHARACTERS })
    const judge = textJudge(model)
    expect(judge(['what is the time', 'qué hora está bien', 'wie schön ist das']).map(({ label }) => label)).toEqual(['en', 'es', 'de'])
  })

  it('refuses one class alone, labels that are missing, and options that are none', () => {
    expect(() => fitTextClassifier(['aa'], ['x'])).toThrow(/two classes/)
    expect(() => fitTextClassifier([], [])).toThrow(/two classes/)
    expect(() => fitTextClassifier(['aa', 'bb'], ['x'])).toThrow(/label a text/)
    expect(() => fitTextClassifier(['aa', 'bb'], ['x', 'y'], { l2: 0 })).toThrow(/l2/)
    expect(() => fitTextClassifier(['aa', 'bb'], ['x', 'y'], { terms: [] })).toThrow(/kind of terms/)
    expect(() => fitTextClassifier(['aa', 'bb'], ['x', 'y'])).toThrow(/requires a term in 2 documents/)
  })
})
