import { selectRows, selectValues, type Table, tableOfRows } from '@trill/core/estimator'
import { crossValidate } from '@trill/core/model-selection/cross-validation'
import { baseRate, brierScore } from '@trill/core/model-selection/probability-metrics'
import { rocAuc } from '@trill/core/model-selection/ranking-metrics'
import { meanLogError, medianPercentageError } from '@trill/core/model-selection/regression-metrics'
import { randomFolds } from '@trill/core/model-selection/splits'
import { createRandom } from '@trill/core/random/xoshiro256'
import { encodeColumns, fitColumnEncoding } from '@trill/core/regression/encode-columns'
import { linearRegression } from '@trill/core/regression/linear-regression'
import { logisticRegression } from '@trill/core/regression/logistic-regression'
import { linesOf, type Measured, measure, rowsOf } from './measured.ts'

const NUMBERS = ['tenure', 'MonthlyCharges', 'TotalCharges']
/** Training share of the news cascades, by id; their size from which a cascade counts as great there. */
const NEWS_SHARE = 0.7
const NEWS_GREAT = 118

/** Linear models on tables: churn of a telephone company’s customers, and the size of news cascades. */
export function measureTables(folder: string): Measured[] {
  return [
    measure('churn', 'logistic, 5 stratified folds', { auc: 0.845, brier: 0.1356 }, () => churn(folder)),
    measure('news features', 'linear on logarithms', { medape: 0.215 }, () => news(folder)),
  ]
}

function churn(folder: string): Record<string, number | null> {
  const [path, name] = ['churn', 'WA_Fn-UseC_-Telco-Customer-Churn.csv']
  const names = (linesOf(folder, path, name)[0] as string).replace(/\r$/, '').split(',').slice(1, -1)
  const rows = rowsOf(folder, path, name)
  const target = Float64Array.from(rows, (row) => Number(row.at(-1) === 'Yes'))
  const raw: Table = {
    names,
    columns: names.map((column, i) =>
      numbersOf(
        column,
        rows.map((row) => row[i + 1] as string),
      ),
    ),
  }
  const table = encodeColumns(
    fitColumnEncoding(
      raw,
      names.filter((column) => !NUMBERS.includes(column)),
    ),
    raw,
  )
  const random = createRandom(42)
  const folds = randomFolds(rows.length, 5, random, { labels: target })
  const held = crossValidate(logisticRegression, { table, target }, folds, {}, random)
  const labels = selectValues(target, held.rows)
  return { auc: rocAuc(labels, held.predictions), brier: brierScore(labels, held.predictions), base_rate: baseRate(labels) }
}

/** A column of words becomes one of their numbers in the order of the alphabet. */
function numbersOf(column: string, values: readonly string[]): Float64Array {
  if (NUMBERS.includes(column)) return Float64Array.from(values, (value) => (value.trim() === '' ? Number.NaN : Number(value)))
  const words = [...new Set(values)].sort()
  return Float64Array.from(values, (value) => words.indexOf(value))
}

/** The last column is the final size; the first line numbers the columns. */
function news(folder: string): Record<string, number | null> {
  const rows = rowsOf(folder, 'early_news_features', 'features_10_min.csv.gz').map((row) => row.map(Number))
  rows.sort((a, b) => (a[0] as number) - (b[0] as number))
  const features = rows.map((row) => row.slice(1, -1).map((value) => Math.log1p(Math.max(value, 0))))
  const table = tableOfRows(
    (features[0] as number[]).map((_, i) => `feature ${i}`),
    features,
  )
  const sizes = Float64Array.from(rows, (row) => row.at(-1) as number)
  const cut = Math.floor(NEWS_SHARE * rows.length)
  const [train, test] = [range(0, cut), range(cut, rows.length)]
  const model = linearRegression.fit(selectRows(table, train), selectValues(sizes, train).map(Math.log), { l2: 1 }, createRandom(1))
  const predicted = linearRegression.predict(model, selectRows(table, test)).map(Math.exp)
  const actual = selectValues(sizes, test)
  const great = actual.map((size) => Number(size >= NEWS_GREAT))
  return {
    medape: medianPercentageError(actual, predicted),
    male: meanLogError(actual, predicted),
    auc: rocAuc(great, predicted),
    base_rate: baseRate(great),
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}
