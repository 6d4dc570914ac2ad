import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tableOfRows } from '../estimator.ts'
import { general } from './general-notation.ts'
import { readLightGbm } from './lightgbm-reader.ts'
import { writeLightGbm } from './lightgbm-writer.ts'
import { leafIndices, predictTrees, rawScores } from './predictions.ts'
import { treeShap } from './tree-shap.ts'

interface ModelCase {
  readonly id: string
  readonly input: { readonly model: string; readonly X: readonly (readonly (number | null)[])[] }
  readonly expected: Readonly<Record<'raw' | 'predict' | 'leaf' | 'contrib', readonly unknown[]>>
}

/** Where each number comes from is said in the file itself. */
const { models, tolerance } = JSON.parse(readFileSync(new URL('lightgbm.cases.json', import.meta.url), 'utf8')) as {
  models: ModelCase[]
  tolerance: number
}
const named = models.map((one): [string, ModelCase] => [one.id, one])
const [, firstCase] = named[0] as [string, ModelCase]

describe.each(named)('LightGBM’s model “%s”', (_, { input, expected }) => {
  const model = readLightGbm(input.model)
  const table = tableOfRows(
    model.columns,
    input.X.map((row) => row.map((value) => value ?? Number.NaN)),
  )

  it('has the same scores, predictions and leaves', () => {
    expectClose(rawScores(model, table), expected.raw)
    expectClose(predictTrees(model, table), expected.predict)
    expect([...leafIndices(model, table)]).toEqual(expected.leaf.flat())
  })

  it('is explained by the same contributions, which sum to the scores', () => {
    const contributions = treeShap(model, table)
    expectClose(contributions, expected.contrib)
    const width = model.columns.length + 1
    const scores = rawScores(model, table)
    const sums = scores.map((_, index) => contributions.subarray(index * width, (index + 1) * width).reduce((sum, value) => sum + value, 0))
    expectClose(sums, [...scores])
  })

  it('is written to the letter, and survives JSON', () => {
    expect(writeLightGbm(model)).toBe(input.model)
    expect(JSON.parse(JSON.stringify(model))).toEqual(model)
  })
})

describe('a model text that is not in order', () => {
  const text = firstCase.input.model
  const edits: [string, (text: string) => string, RegExp][] = [
    ['is empty', () => '', /“tree” as line 1 in line 1/],
    ['is something else', () => '{"a": 1}', /“tree” as line 1/],
    ['has another version', (t) => t.replace('version=v4', 'version=v9'), /version v3 or v4 in line 2, got v9/],
    ['lacks its columns', (t) => t.replace(/feature_names=.*\n/, ''), /“feature_names” in the part that starts in line 2, got none/],
    ['has a column twice', (t) => t.replace('Column_1', 'Column_0'), /distinct feature_names in line 8/],
    ['ends early', (t) => t.slice(0, t.indexOf('Tree=3')), /“end of trees” in line \d+, got the end of the text/],
    ['ends within a tree', (t) => t.slice(0, t.indexOf('leaf_value')), /“leaf_value” in the part/],
    ['leaves a tree out', (t) => t.replace('Tree=1\n', 'Tree=2\n'), /“Tree=1” or “end of trees” in line 31, got Tree=2/],
    ['has too few thresholds', (t) => t.replace(/threshold=\S+ /, 'threshold='), /6 values of threshold in line 17, got 5/],
    ['has a word for a number', (t) => t.replace(/threshold=\S+/, 'threshold=zero'), /numbers as threshold in line 17, got “zero”/],
    ['has a leaf that is not finite', (t) => t.replace(/leaf_value=\S+/, 'leaf_value=nan'), /finite leaf_value in line 21, got NaN/],
    [
      'asks for a column that is not there',
      (t) => t.replace('split_feature=0', 'split_feature=4'),
      /columns 0 … 3 as split_feature in line 15/,
    ],
    [
      'goes in a circle',
      (t) => t.replace('left_child=2 5 3 -1', 'left_child=2 5 3 0'),
      /one parent for each child in line 19, got 0 below/,
    ],
    ['has a circle beside the tree', circleBeside, /all 13 nodes below the root in line 19, got \d+ of them/],
    [
      'has a child that is not there',
      (t) => t.replace('left_child=2', 'left_child=77'),
      /inner nodes 0 … 5 as left_child in line 19, got 77/,
    ],
    [
      'has a leaf that is not there',
      (t) => t.replace('left_child=2', 'left_child=-8'),
      /whole numbers ≥ -7 as left_child in line 19, got -8/,
    ],
    ['has half a child', (t) => t.replace('left_child=2', 'left_child=2.5'), /whole numbers ≥ -7 as left_child in line 19, got 2.5/],
    [
      'claims more leaves than it has',
      (t) => t.replace('num_leaves=7', 'num_leaves=999999999'),
      /999999998 values of split_feature in line 15/,
    ],
    [
      'has linear leaves',
      (t) => t.replace('is_linear=0', 'is_linear=1'),
      /is_linear=0, as linear trees are not supported, in line|not supported in line 27/,
    ],
    ['has trees left over', (t) => t.replace('iteration=1', 'iteration=3'), /trees in rounds of 3/],
    ['says a thing twice', (t) => t.replace('num_class=1', 'num_class=1\nnum_class=1'), /“num_class” once in line 4/],
  ]
  it.each(edits)('that %s is refused with its line', (_, edit, message) => {
    const edited = edit(text)
    expect(edited).not.toBe(text)
    expect(() => readLightGbm(edited)).toThrow(RangeError)
    expect(() => readLightGbm(edited)).toThrow(message)
  })

  it('is refused when its sets of categories are out of bounds', () => {
    const categorical = models.find(({ id }) => id === 'categorical')?.input.model as string
    const edit = (from: RegExp, to: string) => () => readLightGbm(categorical.replace(from, to))
    expect(edit(/cat_boundaries=0 1/, 'cat_boundaries=0 2')).toThrow(/2 values of cat_threshold/)
    expect(edit(/cat_boundaries=0 1/, 'cat_boundaries=1 0')).toThrow(/cat_boundaries that rise from 0/)
    expect(edit(/cat_threshold=\d+/, 'cat_threshold=4294967296')).toThrow(/words of 32 bits/)
    expect(edit(/num_cat=1/, 'num_cat=0')).toThrow(/index of a set of num_cat/)
  })

  it('is read or refused, whatever was cut out of it or put into it', () => {
    const table = tableOfRows(['Column_0', 'Column_1', 'Column_2', 'Column_3'], [[1, 2, 3, 4]])
    const pieces = fc.constantFrom('', '\n', '-1', '0', '7', '=', ' ', 'Tree=1', '1e999', '4294967297', 'nan', '-')
    fc.assert(
      fc.property(fc.nat(7000), fc.nat(60), pieces, (at, length, piece) => {
        try {
          predictTrees(readLightGbm(text.slice(0, at) + piece + text.slice(at + length)), table)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('a model to write', () => {
  it('has no white space in its names, and no two that are the same without', () => {
    const model = { ...readLightGbm(firstCase.input.model), columns: ['a b', 'ü', 'c', 'd'] }
    const text = writeLightGbm(model)
    expect(readLightGbm(text)).toEqual({ ...model, columns: ['a_b', 'ü', 'c', 'd'] })
    expect(() => writeLightGbm({ ...model, columns: ['a b', 'a_b', 'c', 'd'] })).toThrow(RangeError)
  })
})

describe('numbers in C’s notation', () => {
  it.each([
    [0.4, 17, '0.40000000000000002'],
    [1e-35, 17, '1e-35'],
    [1e300, 17, '1.0000000000000001e+300'],
    [0.0001, 6, '0.0001'],
    [0.00001234567, 6, '1.23457e-05'],
    [1234567, 6, '1.23457e+06'],
    [100000, 6, '100000'],
    [999999.9, 6, '1e+06'],
    [-0, 17, '-0'],
    [66.93017, 6, '66.9302'],
  ])('%d with %d digits is %s', (value, digits, expected) => expect(general(value, digits)).toBe(expected))

  it('give every double back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(general(value, 17))).toBe(value)
      }),
    )
  })
})

/** Nodes 3 and 5 of the first tree become each other’s children. */
function circleBeside(text: string): string {
  return text
    .replace('left_child=2 5 3 -1 -4 -2', 'left_child=2 -1 -4 5 -2 3')
    .replace('right_child=1 -3 4 -5 -6 -7', 'right_child=1 -3 4 -5 -6 -7')
}

function expectClose(found: ArrayLike<number>, expected: readonly unknown[]): void {
  const numbers = expected.flat() as number[]
  expect(found.length).toBe(numbers.length)
  for (const [index, value] of numbers.entries()) {
    expect(Math.abs((found[index] as number) - value)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)))
  }
}
