import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/xoshiro256.ts'
import { DocumentPredictor, readDocument } from './model-document.ts'
import { type Cell, ColumnCollector, type RawTable } from './raw-table.ts'
import { type TrainingRequest, trainTable } from './train-table.ts'
import { UnusableTable } from './unusable-table.ts'

const REQUEST = {
  target: 'y',
  task: 'binary',
  algorithm: 'logistic',
  seed: 1,
  resamples: 50,
  fingerprint: 'f',
} as const satisfies TrainingRequest
const ROWS = 60

describe('a target that cannot be learned', () => {
  it.each([
    ['is missing', { target: 'z' }, {}, 'no column “z” for the target; its columns are “x”, “colour”, “y”'],
    ['has one class only', {}, { y: () => 'no' }, '“y” is “no” in every row'],
    ['is the same number in every row', { task: 'regression', algorithm: 'linear' }, { y: () => 3 }, '“y” is 3 in every row'],
    [
      'is text for a regression',
      { task: 'regression', algorithm: 'linear' },
      { y: (row) => (row === 6 ? 'many' : row) },
      '“many” in row 7',
    ],
    ['has three classes for two', {}, { y: (row) => 'abc'[row % 3] }, 'has 3 classes, a binary task has two: “a”, “b”, “c”'],
    ['has a class of four rows', {}, { y: (row) => (row < 4 ? 'a' : 'b') }, 'class “a” of the target “y” has 4 rows; at least 5'],
    ['has too many classes', { task: 'multiclass' }, { y: (row) => `class ${row}` }, null],
    [
      'is infinite',
      { task: 'regression', algorithm: 'linear' },
      { y: (row) => (row === 2 ? 'Infinity' : row) },
      '“y” holds Infinity in row 3',
    ],
    ['has no rows', {}, 0, 'The table has no rows; at least 20 are needed'],
    ['has five rows', {}, 5, 'Of 5 rows 5 have a value of the target “y”; at least 20 are needed'],
    ['has no value at all', {}, { y: () => '' }, 'Of 60 rows 0 have a value'],
    ['is not of the learner', { task: 'regression' }, {}, 'algorithm logistic is not for the task regression'],
    ['lacks the positive class', { positive: 'perhaps' }, {}, 'positive class “perhaps” does not occur; the target “y” has “no”, “yes”'],
    ['is the column of times too', { time: 'y' }, {}, '“y” is the target and has another part too'],
  ] as [string, Partial<TrainingRequest>, Cells | number, string | null][])('%s', (_, request, change, message) => {
    const raw = typeof change === 'number' ? made({}, change) : made(change)
    const error = refusalOf(() => trainTable(raw, { ...REQUEST, ...request }))
    if (message !== null) expect(error.message).toContain(message)
    expect(error.remedy).toMatch(/\.$/)
  })

  it('is missing in some rows, which are left out with a note', () => {
    const document = trainTable(made({ y: (row) => (row % 6 === 0 ? 'NA' : labelOf(row)) }), REQUEST)
    expect(document.trained?.rows).toBe(50)
    expect(document.notes).toContain('10 rows have no target and are left out.')
  })
})

describe('columns that cannot be learned from', () => {
  it.each([
    ['infinity', { x: (row) => (row === 4 ? '-inf' : row) }, {}, '“x” holds -Infinity in row 5'],
    [
      'nothing but constants',
      { x: () => 1, colour: () => 'red' },
      {},
      'No column is left to learn from; left out were “x” (constant), “colour” (constant), “y” (target)',
    ],
    ['a time that is none', { at: (row) => (row === 8 ? 'soon' : row) }, { time: 'at' }, 'The time “at” is “soon” in row 9'],
    ['one time only', { at: () => 5 }, { time: 'at' }, 'too few different values'],
    ['a missing group', { who: (row) => (row === 8 ? null : row % 7) }, { group: 'who' }, 'The group “who” is missing in row 9'],
    ['one group only', { who: () => 'me' }, { group: 'who' }, 'one group only'],
    ['a column to keep that is not there', {}, { keep: ['z'] }, 'no column “z” for learning'],
    [
      'a class that is new in the newest rows',
      { y: (row) => (row < 50 ? labelOf(row) : 'new') },
      { time: 'x', task: 'multiclass' },
      'The class “new” only occurs among the rows that are held out',
    ],
  ] as [string, Cells, Partial<TrainingRequest>, string][])('%s', (_, change, request, message) => {
    const error = refusalOf(() => trainTable(made(change), { ...REQUEST, ...request }))
    expect(error.message).toContain(message)
  })

  it('are left out with a note: identifiers, constants, empty ones and texts', () => {
    const document = trainTable(
      made(
        {
          customerID: (row) => `c-${row}`,
          number: (row) => 1000 + row,
          same: () => 1,
          nothing: () => 'NaN',
          comment: (row) => `text ${row >> 1}`,
        },
        600,
      ),
      REQUEST,
    )
    expect(document.columns.map(({ name }) => name)).toEqual(['x', 'colour'])
    expect(document.left_out).toEqual([
      { name: 'y', reason: 'target' },
      { name: 'customerID', reason: 'identifier' },
      { name: 'number', reason: 'identifier' },
      { name: 'same', reason: 'constant' },
      { name: 'nothing', reason: 'empty' },
      { name: 'comment', reason: 'too_many_values' },
    ])
    expect(document.notes).toContain('Left out, since they differ in each row as identifiers do: “customerID”, “number”.')
  })

  it('are learned from all the same where that is asked for', () => {
    const raw = made({ number: (row) => 1000 + row })
    expect(trainTable(raw, { ...REQUEST, keep: ['number'] }).columns.map(({ name }) => name)).toEqual(['x', 'colour', 'number'])
    expect(trainTable(raw, { ...REQUEST, leaveOut: ['x'] }).columns.map(({ name }) => name)).toEqual(['colour'])
  })
})

describe('figures that would be too good', () => {
  it.each([
    ['a copy of the target', { copy: (row) => labelOf(row) }, {}],
    ['a number above a threshold', { copy: (row) => (labelOf(row) === 'yes' ? 100 : 0) + (row % 10) }, {}],
    [
      'a value on a line with a number',
      { copy: (row) => 3 - 2 * numberOf(row), y: numberOf, x: (row) => row % 7 },
      { task: 'regression', algorithm: 'linear' },
    ],
    [
      'a stretch of numbers a class',
      { copy: (row) => 10 * (row % 3) + (row % 2), y: (row) => 'abc'[row % 3], colour: () => 'red' },
      { task: 'multiclass' },
    ],
  ] as [string, Cells, Partial<TrainingRequest>][])(
    '%s is named as what tells the target, and left out unless it is to be kept',
    (_, change, request) => {
      const { notes, columns, left_out, leaks } = trainTable(made(change), { ...REQUEST, ...request })
      expect(notes.join()).toContain('Warning: left out, since it gives the target away: “copy” tells “y” alone')
      expect(columns.map(({ name }) => name)).not.toContain('copy')
      expect(left_out).toContainEqual({ name: 'copy', reason: 'leak' })
      expect(leaks?.map((leak) => leak.columns)).toContainEqual(['copy'])
      for (const more of [{ keepLeaks: true }, { keep: ['copy'] }])
        expect(trainTable(made(change), { ...REQUEST, ...request, ...more }).columns.map(({ name }) => name)).toContain('copy')
    },
  )

  it('a target that is noise is told from one that is not', () => {
    const noisy = (row: number) => ((row * 2_654_435_761) % 997) / 997
    const request = { ...REQUEST, task: 'regression', algorithm: 'linear' } as const
    const verdict = (y: (row: number) => number) =>
      trainTable(made({ y, x: (row) => row % 7, colour: (row) => 'ab'[row % 2] }), request).noise?.verdict
    expect(verdict(noisy)).toBe('unlearnable')
    expect(verdict((row) => (row % 7) + noisy(row))).toBe('learnable')
  })

  it('a table of which every column gives the target away is refused', () => {
    expect(() => trainTable(made({ x: (row) => labelOf(row), colour: (row) => labelOf(row) }), REQUEST)).toThrow(
      'Every column gives “y” away',
    )
  })

  it('an honest column is not named', () => {
    expect(trainTable(made({}), REQUEST).notes.join()).not.toContain('Warning')
  })

  it('rows that are there twice are counted where one of them is held out', () => {
    const { split, notes } = trainTable(made({ x: (row) => Math.floor(row / 2) ** 2, colour: (row) => Math.floor(row / 2) % 3 }), REQUEST)
    expect(split?.repeated_rows).toBeGreaterThan(20)
    expect(notes.join()).toContain(`of 60 judged rows ${split?.repeated_rows} equal one that was learned from`)
    expect(notes.join()).toContain('Remove duplicates, or name a column of groups.')
  })

  it('where groups are named already, rows that are there twice do not call for them', () => {
    const table = made({ x: (row) => Math.floor(row / 2) ** 2, colour: (row) => Math.floor(row / 2) % 3, team: (row) => row % 7 })
    const { notes } = trainTable(table, { ...REQUEST, group: 'team' })
    expect(notes.join()).toMatch(/equal one that was learned from .+ Remove those that are duplicates\./)
    expect(notes.join()).not.toContain('name a column of groups')
  })
})

describe('a table to predict', () => {
  const document = trainTable(made({}), REQUEST)
  const predictor = new DocumentPredictor(JSON.parse(JSON.stringify(document)))

  it('may have its columns in any order, and others', () => {
    const { predictions } = predictor.predict(made({}))
    const turned = made({ other: (row) => row })
    expect(predictor.predict({ ...turned, columns: turned.columns.toReversed() }).predictions).toEqual(predictions)
    expect(predictor.predict(made({}, 0)).predictions).toHaveLength(0)
  })

  it('has values that training never saw: they count as missing and are told', () => {
    const unseen = predictor.predict(made({ colour: (row) => (row < 2 ? 'mauve' : 'red') }))
    expect(unseen.unseen).toEqual([{ column: 'colour', rows: 2, example: 'mauve' }])
    expect(unseen.predictions[0]).toBe(predictor.predict(made({ colour: () => null })).predictions[0])
  })

  it.each([
    ['lacks a column', 'x', undefined, 'no column “x” for the model'],
    [
      'has text among numbers',
      'x',
      (row: number) => (row === 3 ? 'much' : row),
      '“x” is one of numbers to the model, and holds “much” in row 4',
    ],
    ['has infinity', 'x', (row: number) => (row === 3 ? Infinity : row), '“x” holds Infinity in row 4'],
  ])('%s', (_, name, cell, message) => {
    const raw = made(cell === undefined ? {} : { [name]: cell })
    const given = cell === undefined ? { ...raw, columns: raw.columns.filter((column) => column.name !== name) } : raw
    expect(refusalOf(() => predictor.predict(given)).message).toContain(message)
  })
})

describe('a model file', () => {
  const text = JSON.stringify(trainTable(made({}), REQUEST))

  it.each([
    ['that is none', 'hello', 'is no model of Trill'],
    ['of another kind of JSON', '{"a":1}', 'is no model of Trill'],
    ['that is null', 'null', 'is no model of Trill'],
    ['that is cut off', text.slice(0, -100), 'is no model of Trill'],
    ['of a later version', text.replace('"version":1', '"version":2'), 'model of version 2'],
    ['without columns', text.replace('"columns":[{', '"columns":[1,{'), 'it has no columns'],
    ['of other columns', text.replace('{"name":"x"', '{"name":"u"'), 'its columns are not those of its model'],
  ])('%s', (_, given, message) => {
    expect(refusalOf(() => readDocument(given)).message).toContain(message)
  })

  it('that is whole is read as it was', () => {
    expect(JSON.stringify(readDocument(text))).toBe(text)
  })
})

type Cells = Readonly<Record<string, (row: number) => Cell>>

/** A number, a colour and a label that follows from both but for some noise. */
function made(change: Cells, rows = ROWS): RawTable {
  const cells: Cells = { x: numberOf, colour: (row) => ['red', 'green', 'blue'][row % 3], y: labelOf, ...change }
  return {
    rows,
    columns: Object.entries(cells).map(([name, cellOf]) => {
      const collector = new ColumnCollector(name)
      for (let row = 0; row < rows; row += 1) collector.push(cellOf(row))
      return collector.finish()
    }),
  }
}

function numberOf(row: number): number {
  return Math.round(1e4 * createRandom('x').fork(row).uniform()) / 1e4 + row
}

function labelOf(row: number): string {
  return createRandom('y').fork(row).uniform() < (row % 3 === 0 ? 0.8 : 0.3) ? 'yes' : 'no'
}

function refusalOf(attempt: () => unknown): UnusableTable {
  try {
    attempt()
  } catch (error) {
    if (error instanceof UnusableTable) return error
    throw error
  }
  throw new Error('It was not refused')
}
