import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/xoshiro256.ts'
import { gradientBoosting } from '../trees/gradient-boosting.ts'
import { writeLightGbm } from '../trees/lightgbm-writer.ts'
import { encodeTable } from './encoded-table.ts'
import { explainTable } from './explanation.ts'
import { documentOfLightGbm, isLightGbm } from './lightgbm-document.ts'
import { DocumentPredictor, type ModelDocument } from './model-document.ts'
import { type Cell, ColumnCollector, type RawTable, textAt } from './raw-table.ts'
import type { Algorithm } from './tabular-model.ts'
import { type TrainingRequest, trainTable } from './train-table.ts'

const BASE = {
  target: 'bought',
  task: 'binary',
  algorithm: 'logistic',
  seed: 1,
  resamples: 50,
  fingerprint: 'f',
} as const satisfies TrainingRequest
const raw = customers(300)

const TRIALS: [Algorithm, TrainingRequest['task'], string][] = [
  ['gradient-boosting', 'binary', 'bought'],
  ['gradient-boosting', 'multiclass', 'plan'],
  ['gradient-boosting', 'regression', 'spent'],
  ['random-forest', 'binary', 'bought'],
  ['random-forest', 'multiclass', 'plan'],
  ['random-forest', 'regression', 'spent'],
  ['logistic', 'binary', 'bought'],
  ['logistic', 'multiclass', 'plan'],
  ['linear', 'regression', 'spent'],
]

describe.each(TRIALS)('%s for a %s task', (algorithm, task, target) => {
  const small = customers(algorithm === 'random-forest' ? 60 : 150)
  const request = { ...BASE, algorithm, task, target, time: 'day' }
  const document = trainTable(small, request)
  const predictor = new DocumentPredictor(JSON.parse(JSON.stringify(document)))

  it('is judged on newer rows beside whoever knows no column, and predicts after a journey through JSON', () => {
    const { table } = encodeTable(document.columns, small)
    expect(predictor.predict(small).predictions).toEqual(new DocumentPredictor(document).predictEncoded(table))
    expect(document.split).toMatchObject({ kind: 'time', folds: 1, judged_rows: 0.3 * small.rows, train_rows: 0.7 * small.rows })
    const figure = task === 'regression' ? 'rmse' : 'log_loss'
    expect(document.metrics[figure]?.value).toBeLessThan(document.baseline[figure] as number)
    expect(document.metrics[figure]?.lower).toBeLessThanOrEqual(document.metrics[figure]?.value as number)
    expect(JSON.stringify(document)).not.toContain('null,null')
  })

  it('explains each prediction by contributions that add up to it', () => {
    const some = {
      ...small,
      rows: 12,
      columns: small.columns.map((column) => ({
        ...column,
        numbers: column.numbers.slice(0, 12),
        codes: column.codes?.slice(0, 12) ?? null,
      })),
    }
    const { table } = encodeTable(document.columns, some)
    const { called } = predictor.predict(some)
    const uncalibrated = withoutCalibration(document)
    const predicted = new DocumentPredictor(uncalibrated).predictEncoded(table)
    const { scores, base, contributions, scale } = explainTable(document, table, called)
    for (let row = 0; row < some.rows; row += 1) {
      const own = contributions.subarray(row * table.names.length, (row + 1) * table.names.length)
      expect((base[row] as number) + own.reduce((total, value) => total + value, 0)).toBeCloseTo(scores[row] as number, 9)
      if (scale === 'value' || (scale === 'share' && task === 'binary')) expect(scores[row]).toBeCloseTo(predicted[row] as number, 9)
      if (scale === 'log_odds') expect(1 / (1 + Math.exp(-(scores[row] as number)))).toBeCloseTo(predicted[row] as number, 9)
    }
    expect(scale).toBe(task === 'regression' ? 'value' : algorithm === 'random-forest' ? 'share' : task === 'binary' ? 'log_odds' : 'score')
  })
})

describe('a model document', () => {
  it('is the same for the same seed, and says how it came about', () => {
    const [one, other] = [trainTable(raw, BASE), trainTable(raw, BASE)]
    expect(JSON.stringify(one)).toBe(JSON.stringify(other))
    expect(one).toMatchObject({
      format: 'trill-model',
      version: 1,
      classes: ['no', 'yes'],
      positive: 'yes',
      seed: 1,
      trained: { rows: 300, fingerprint: 'f' },
      split: { kind: 'random', folds: 5, judged_rows: 300, final_fit: 'all rows' },
    })
    expect(one.importance[0]?.column).toBe('visits')
  })

  it('has the newest rows judged, whole groups, or folds of all rows', () => {
    expect(trainTable(raw, { ...BASE, group: 'shop' }).split).toMatchObject({ kind: 'group', folds: 5, judged_rows: 300 })
    const byTime = trainTable(raw, { ...BASE, time: 'day', group: 'shop' })
    expect(byTime.split).toMatchObject({ kind: 'time', judged_rows: 90 })
    expect(byTime.left_out).toEqual(
      expect.arrayContaining([
        { name: 'day', reason: 'time' },
        { name: 'shop', reason: 'group' },
      ]),
    )
    const many = trainTable(customers(5200), BASE)
    expect(many.split).toMatchObject({ kind: 'random', folds: 1, judged_rows: 1040 })
  })

  it('learns from ISO dates as times', () => {
    const dated = customers(60, { day: (row) => new Date(1e12 + 864e5 * ((row * 7) % 60)).toISOString() })
    expect(trainTable(dated, { ...BASE, time: 'day' }).split).toMatchObject({ kind: 'time', judged_rows: 18 })
  })

  it('has an interval for numbers that holds eight of ten held-out values', () => {
    const { interval } = trainTable(raw, { ...BASE, target: 'spent', task: 'regression', algorithm: 'linear' })
    // spent is a line plus normal noise with a deviation of 5, of which the middle 80 % lie within 1.2816 deviations; visits are missing in a twentieth.
    expect(interval?.upper).toBeGreaterThan(5.2)
    expect(interval?.upper).toBeLessThan(9)
    expect(interval?.lower).toBeLessThan(-5.2)
    expect(interval?.confidence).toBe(0.8)
  })

  it('takes two classes of a multiclass task as binary, and the class that is asked for as the positive one', () => {
    const document = trainTable(raw, { ...BASE, task: 'multiclass', positive: 'no' })
    expect(document).toMatchObject({ task: 'binary', classes: ['yes', 'no'], positive: 'no' })
  })
})

describe('a model of LightGBM', () => {
  const columns = [Float64Array.from({ length: 80 }, (_, row) => row % 9), Float64Array.from({ length: 80 }, (_, row) => row % 4)]
  const table = { names: ['visits', 'colour'], columns }
  const target = Float64Array.from(columns[0] as Float64Array, (value) => Number(value > 4))
  const options = {
    objective: 'binary',
    num_iterations: 5,
    min_data_in_leaf: 2,
    min_data_per_group: 1,
    categorical_feature: ['colour'],
  } as const
  const model = gradientBoosting.fit(table, target, options, createRandom(1))

  it('predicts by the names of its columns, and categories of data frames by their values', () => {
    const text = writeLightGbm({ ...model, pandasCategorical: '[["blue", "green", "red", "white"]]' })
    expect(isLightGbm(text)).toBe(true)
    const document = documentOfLightGbm(text)
    expect(document).toMatchObject({ task: 'binary', classes: ['0', '1'], target: null })
    const given = tableOf({ colour: (row) => ['blue', 'green', 'red', 'white'][row % 4], visits: (row) => row % 9 }, 80)
    expect(new DocumentPredictor(document).predict(given).predictions).toEqual(gradientBoosting.predict(model, table))
  })

  it('is refused with the line where it is damaged, and where it ranks', () => {
    const text = writeLightGbm(model)
    expect(() => documentOfLightGbm(text.replace('leaf_value=', 'leaf_value=x '))).toThrow(/damaged: .*line/)
    expect(() => documentOfLightGbm(text.replace('objective=binary', 'objective=lambdarank'))).toThrow(/orders rows/)
  })
})

describe('reading of cells', () => {
  it('tells numbers, missing cells and text apart', () => {
    const cells: [Cell, number, string | null][] = [
      ['12', 12, '12'],
      [' 1.5e3 ', 1500, '1500'],
      ['-.5', -0.5, '-0.5'],
      ['', Number.NaN, null],
      ['NA', Number.NaN, null],
      ['NaN', Number.NaN, null],
      ['null', Number.NaN, null],
      [null, Number.NaN, null],
      ['0x10', Number.NaN, '0x10'],
      ['-inf', -Infinity, '-Infinity'],
      ['00501', Number.NaN, '00501'],
      ['0', 0, '0'],
      ['1234567890123456789', Number.NaN, '1234567890123456789'],
      [1234567890123456789n, Number.NaN, '1234567890123456789'],
      ['1000000000000000', 1e15, '1000000000000000'],
      ['yes', Number.NaN, 'yes'],
      [true, Number.NaN, 'true'],
      [12n, 12, '12'],
    ]
    const column = tableOf({ a: (row) => cells[row]?.[0] }, cells.length).columns[0]
    for (const [row, [, number, text]] of cells.entries()) {
      expect([row, column?.numbers[row], column && textAt(column, row)]).toEqual([row, number, text])
    }
  })

  it('keeps every cell over pieces of any length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 16_380, max: 16_390 }), fc.nat(16_380), (rows, text) => {
        const column = tableOf({ a: (row) => (row === text ? 'here' : row) }, rows).columns[0]
        expect(column?.numbers).toHaveLength(rows)
        expect(column?.codes?.indexOf(0)).toBe(text)
        expect(column?.numbers[rows - 1]).toBe(rows - 1 === text ? Number.NaN : rows - 1)
      }),
      { numRuns: 5 },
    )
  })
})

function withoutCalibration(document: ModelDocument): ModelDocument {
  return document.model.kind === 'trees' ? { ...document, model: { ...document.model, calibration: null } } : document
}

/** Who visits often buys, spends 10 a visit with noise of deviation 5, and has a plan by visits. */
function customers(rows: number, change: Readonly<Record<string, (row: number) => Cell>> = {}): RawTable {
  const noise = createRandom('customers')
  const visits = Array.from({ length: rows }, () => 10 * noise.uniform())
  const lots = Array.from({ length: rows }, () => noise.uniform())
  const normals = Array.from(
    { length: rows },
    () => Math.sqrt(-2 * Math.log(1 - noise.uniform())) * Math.cos(2 * Math.PI * noise.uniform()),
  )
  const visit = (row: number) => visits[row] as number
  return tableOf(
    {
      visits: (row) => (row % 20 === 0 ? '' : visit(row)),
      colour: (row) => ['red', 'green', null, 'blue'][row % 4],
      shop: (row) => `shop ${(row * 11) % 13}`,
      day: (row) => (row * 7) % rows,
      bought: (row) => ((lots[row] as number) < 1 / (1 + Math.exp(5 - visit(row))) ? 'yes' : 'no'),
      spent: (row) => 10 * visit(row) + 5 * (normals[row] as number),
      plan: (row) => ['small', 'medium', 'large'][Math.min(2, Math.floor((visit(row) + 2 * (lots[row] as number)) / 4))],
      ...change,
    },
    rows,
  )
}

function tableOf(cells: Readonly<Record<string, (row: number) => Cell>>, rows: number): RawTable {
  return {
    rows,
    columns: Object.entries(cells).map(([name, cellOf]) => {
      const collector = new ColumnCollector(name)
      for (let row = 0; row < rows; row += 1) collector.push(cellOf(row))
      return collector.finish()
    }),
  }
}
