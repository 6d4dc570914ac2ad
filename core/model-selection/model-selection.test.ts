import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kendallCorrelation, spearmanCorrelation } from '../inference/association.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { bootstrap } from './bootstrap.ts'
import { calibrate, fitIsotonic, fitPlatt, logit } from './calibration.ts'
import { accuracy, confusion, f1Score, macroF1, matthewsCorrelation, mostProbable } from './class-metrics.ts'
import { conformalBounds, conformalHalfWidth } from './conformal.ts'
import { judgeBinary, judgeClasses, judgeValues } from './judgement.ts'
import { baseRate, brierScore, brierSkill, calibrationBins, calibrationError, logLoss, majorityAccuracy } from './probability-metrics.ts'
import { averagePrecision, precisionAt, rocAuc, thresholdCurve } from './ranking-metrics.ts'
import {
  intervalCoverage,
  meanAbsoluteError,
  meanLogError,
  meanPercentageError,
  meanSquaredLogError,
  medianPercentageError,
  rootMeanSquaredError,
  rSquared,
} from './regression-metrics.ts'

/** Where each number comes from is said in the file itself. */
const cases = JSON.parse(readFileSync(new URL('model-selection.cases.json', import.meta.url), 'utf8'))

describe('figures of yes and no', () => {
  const { input, expected } = cases.classification_metrics as { input: { y: number[]; p: number[] }; expected: Record<string, number> }
  const { y, p } = input
  const table = confusion(
    y,
    p.map((probability) => Number(probability >= 0.5)),
  )

  it('reference metrics', () => {
    const actual = {
      roc_auc: rocAuc(y, p),
      average_precision: averagePrecision(y, p),
      brier: brierScore(y, p),
      log_loss: logLoss(y, p),
      base_rate: baseRate(y),
      brier_skill: brierSkill(y, p),
      ece10: calibrationError(y, p),
      mcc: matthewsCorrelation(table),
      f1: f1Score(table, 1),
      accuracy: accuracy(table),
      majority_accuracy: majorityAccuracy(y),
    }
    for (const [name, value] of Object.entries(expected)) expect(actual[name as keyof typeof actual], name).toBeCloseTo(value, 9)
  })

  it('are none where they have no value: one class alone', () => {
    expect([rocAuc([1, 1], [0.2, 0.3]), averagePrecision([0, 0], [0.2, 0.3]), brierSkill([1, 1], [1, 1])]).toEqual([null, null, null])
    expect([baseRate([1, 1]), majorityAccuracy([0, 0]), brierScore([1], [1]), logLoss([1], [1])].map((v) => Math.round(v))).toEqual([
      1, 1, 0, 0,
    ])
    expect(logLoss([1], [0])).toBeLessThan(40)
  })

  it('AUC is the share of pairs in the right order, and that of the turned score its complement', () => {
    const rows = fc.array(fc.tuple(fc.nat(1), fc.integer({ min: 0, max: 5 })), { minLength: 2, maxLength: 40 })
    fc.assert(
      fc.property(rows, (drawn) => {
        const [labels, scores] = [drawn.map(([label]) => label), drawn.map(([, score]) => score)]
        const auc = rocAuc(labels, scores)
        let [right, pairs] = [0, 0]
        for (const [label, score] of drawn) {
          for (const [other, against] of drawn) {
            if (label === 1 && other === 0) {
              pairs += 1
              right += score > against ? 1 : score === against ? 0.5 : 0
            }
          }
        }
        if (pairs === 0) expect(auc).toBeNull()
        else {
          expect(auc).toBeCloseTo(right / pairs, 9)
          expect(
            rocAuc(
              labels,
              scores.map((score) => -score),
            ),
          ).toBeCloseTo(1 - right / pairs, 9)
        }
      }),
    )
  })

  it('rank: the curve ends with everybody, and precision at the top is of the highest', () => {
    expect(thresholdCurve([0, 1, 1], [0.5, 0.5, 0.9])).toEqual([
      { threshold: 0.9, truePositives: 1, falsePositives: 0 },
      { threshold: 0.5, truePositives: 2, falsePositives: 1 },
    ])
    expect([precisionAt([0, 1, 1], [0.1, 0.5, 0.9], 2), precisionAt([0, 1, 1], [0.1, 0.5, 0.9], 9)]).toEqual([1, 2 / 3])
  })

  it('bins hold every row', () => {
    const bins = calibrationBins(y, p)
    expect(bins.reduce((total, { rows }) => total + rows, 0)).toBe(20)
    expect(calibrationBins([1], [1])[9]).toEqual({ from: 0.9, to: 1, rows: 1, predicted: 1, observed: 1 })
    expect(calibrationBins([1], [1])[0]).toEqual({ from: 0, to: 0.1, rows: 0, predicted: null, observed: null })
  })

  it('refuse no rows, uneven rows, labels that are none and probabilities that are none', () => {
    for (const metric of [rocAuc, averagePrecision, brierScore, logLoss, calibrationError, thresholdCurve]) {
      expect(() => metric([], [])).toThrow(/at least one row/)
      expect(() => metric([1], [])).toThrow(/prediction a row/)
      expect(() => metric([0.5], [0.5])).toThrow(/labels of 0 or 1/)
      expect(() => metric([1], [Number.NaN])).toThrow(/finite/)
    }
    expect(() => brierScore([1], [1.5])).toThrow(/\[0, 1\]/)
    expect(() => calibrationBins([1], [1], 0)).toThrow(/bins/)
    expect(() => precisionAt([1], [1], 0)).toThrow(/whole number/)
  })
})

describe('figures of several classes', () => {
  it('are those of scikit-learn on a small table', () => {
    // precision, recall: 0 → 2/3, 2/2; 1 → 1/1, 1/2; 2 → 1/2, 1/2
    const table = confusion([0, 0, 1, 1, 2, 2], [0, 0, 1, 2, 2, 0])
    expect(accuracy(table)).toBeCloseTo(4 / 6, 12)
    expect(macroF1(table)).toBeCloseTo((0.8 + 2 / 3 + 0.5) / 3, 12)
    expect(f1Score(confusion([0, 0], [0, 0]), 0)).toBe(1)
    expect(matthewsCorrelation(confusion([1, 1], [1, 1]))).toBe(0)
    // A class that neither is nor was called does not count.
    expect(macroF1(confusion([0, 2], [0, 2]))).toBe(1)
  })

  it('call the most probable class, and refuse what is no class', () => {
    expect([...mostProbable([0.2, 0.8, 0.5, 0.5], 2)]).toEqual([1, 0])
    expect(() => mostProbable([0.2, 0.8, 0.5], 2)).toThrow(RangeError)
    expect(() => confusion([], [])).toThrow(/at least one row/)
    expect(() => confusion([0], [0.5])).toThrow(/classes/)
    expect(() => confusion([0], [0, 1])).toThrow(/call a row/)
  })
})

describe('figures of numbers', () => {
  const { input, expected } = cases.cascade_metrics as { input: Record<'actual' | 'predicted', number[]>; expected: Record<string, number> }
  const { actual, predicted } = input
  const logs = (values: readonly number[]) => values.map(Math.log)

  it('reference metrics', () => {
    expect(medianPercentageError(actual, predicted)).toBeCloseTo(expected.median_ape as number, 9)
    expect(meanPercentageError(actual, predicted)).toBeCloseTo(expected.mean_ape as number, 9)
    expect(meanSquaredLogError(actual, predicted)).toBeCloseTo(expected.msle_ln as number, 9)
    expect(meanSquaredLogError(actual, predicted) / Math.LN2 ** 2).toBeCloseTo(expected.msle_log2 as number, 9)
    expect(kendallCorrelation(actual, predicted)).toBeCloseTo(expected.kendall_tau as number, 9)
    expect(spearmanCorrelation(actual, predicted)).toBeCloseTo(expected.spearman as number, 9)
    expect(rSquared(actual.map(Math.log1p), predicted.map(Math.log1p))).toBeCloseTo(expected.r2_log as number, 9)
  })

  it('are plain on plain numbers', () => {
    expect([meanAbsoluteError([1, 2], [2, 4]), rootMeanSquaredError([0, 0], [3, 4])]).toEqual([1.5, Math.sqrt(12.5)])
    expect(meanLogError([1, 10], [2, 5])).toBeCloseTo(Math.LN2, 12)
    expect([rSquared([1, 2, 3], [1, 2, 3]), rSquared([1, 2, 3], [2, 2, 2]), rSquared([1, 1], [1, 2])]).toEqual([1, 0, null])
    expect(intervalCoverage([1, 2, 3, 4], [0, 2, 4, 0], [1, 2, 5, 3])).toBe(0.5)
    expect(logs([1])).toEqual([0])
  })

  it('refuse no rows, uneven rows, and values they are not defined for', () => {
    for (const metric of [rSquared, meanAbsoluteError, rootMeanSquaredError, medianPercentageError, meanLogError]) {
      expect(() => metric([], [])).toThrow(/at least one row/)
      expect(() => metric([1], [])).toThrow(/prediction a row/)
      expect(() => metric([1], [Infinity])).toThrow(/finite/)
    }
    expect(() => medianPercentageError([0], [1])).toThrow(/other than 0/)
    expect(() => meanLogError([1], [0])).toThrow(/> 0/)
    expect(() => intervalCoverage([1], [], [])).toThrow(/bounds/)
  })
})

describe('calibration', () => {
  it('reference isotonic', () => {
    const { input, expected } = cases.isotonic_pav
    const model = fitIsotonic(input.y, input.x)
    expect([...calibrate(model, input.x)]).toEqual(expected.fitted.map((value: number) => expect.closeTo(value, 9)))
    expect([...calibrate(model, input.query)]).toEqual(expected.query.map((value: number) => expect.closeTo(value, 9)))
  })

  it('reference Platt', () => {
    const { input, expected } = cases.platt_scaling
    const model = fitPlatt(input.y, input.logit_of.map(logit))
    expect(model.slope).toBeCloseTo(expected.a, 3)
    expect(model.intercept).toBeCloseTo(expected.b, 3)
  })

  it('isotonic rises, stays in [0, 1], and keeps the mean', () => {
    const rows = fc.array(fc.tuple(fc.nat(1), fc.integer({ min: -5, max: 5 })), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(rows, (drawn) => {
        const [labels, scores] = [drawn.map(([label]) => label), drawn.map(([, score]) => score)]
        const model = fitIsotonic(labels, scores)
        const fitted = calibrate(model, scores)
        expect(fitted.reduce((a, b) => a + b, 0)).toBeCloseTo(
          labels.reduce((a, b) => a + b, 0),
          9,
        )
        const rising = calibrate(model, [-9, -5, -2.5, 0, 1, 2.5, 5, 9])
        for (const [i, value] of rising.entries()) expect(value >= (rising[i - 1] ?? 0) && value <= 1).toBe(true)
        expect(calibrate(JSON.parse(JSON.stringify(model)), scores)).toEqual(fitted)
      }),
    )
  })

  it('Platt’s slope is finite where scores part the classes wholly, and turns for scores that are upside down', () => {
    const model = fitPlatt([0, 0, 1, 1], [-2, -1, 1, 2])
    expect(Number.isFinite(model.slope) && model.slope > 0).toBe(true)
    expect(fitPlatt([1, 0, 1, 0, 0], [-2, -1, -1.5, 2, -1.7]).slope).toBeLessThan(0)
    expect(fitPlatt([1, 0], [1, 1])).toMatchObject({ slope: expect.closeTo(0, 9) })
    expect(fitPlatt([0, 1, 0, 1], [-1e6, 3, 2, 1e6]).intercept).toSatisfy(Number.isFinite)
  })

  it('Platt’s line is where its gradient is none, for rare positives and scores far apart too', () => {
    const draws = createRandom('platt')
    for (const [rate, scale] of [
      [0.01, 1],
      [0.5, 30],
      [0.2, 1000],
      [0.02, 0.01],
    ] as const) {
      const labels = Array.from({ length: 500 }, (_, i) => Number(i % Math.round(1 / rate) === 0))
      const scores = labels.map((label) => scale * (draws.uniform() + 0.3 * label))
      const excess = calibrate(fitPlatt(labels, scores), scores).map((probability, row) => probability - (labels[row] as number))
      expect(excess.reduce((total, value) => total + value, 0)).toBeCloseTo(0, 6)
      expect(excess.reduce((total, value, row) => total + (value * (scores[row] as number)) / scale, 0)).toBeCloseTo(0, 6)
    }
  })

  it('refuses one class for a sigmoid, none at all, and scores that are none', () => {
    expect(() => fitPlatt([1, 1], [0.1, 0.2])).toThrow(/both classes/)
    expect(() => fitIsotonic([], [])).toThrow(/at least one row/)
    expect(() => fitIsotonic([1], [Number.NaN])).toThrow(/finite/)
    expect(() => calibrate({ kind: 'platt', slope: 1, intercept: 0 }, [Infinity])).toThrow(/finite/)
    expect([...calibrate(fitIsotonic([1, 1], [0.1, 0.2]), [0])]).toEqual([1])
  })
})

describe('conformal intervals', () => {
  it('are as wide as the ranked error, and endless where there are too few', () => {
    const errors = [1, -2, 3, -4, 5, -6, 7, -8, 9]
    expect(conformalHalfWidth(errors, 0.8)).toBe(8)
    expect(conformalHalfWidth(errors, 0.9)).toBe(9)
    expect([conformalHalfWidth(errors, 0.95), conformalHalfWidth([], 0.5)]).toEqual([Infinity, Infinity])
    expect(conformalBounds(errors, 0.8)).toEqual({ lower: -8, upper: 9 })
    expect(conformalBounds([1], 0.8)).toEqual({ lower: -Infinity, upper: Infinity })
  })

  it('hold at least as often as they say', () => {
    const random = createRandom('conformal')
    let held = 0
    for (let run = 0; run < 400; run += 1) {
      const errors = Float64Array.from({ length: 30 }, () => random.uniform() ** 3)
      const { lower, upper } = conformalBounds(errors, 0.8)
      const next = random.uniform() ** 3
      if (next >= lower && next <= upper) held += 1
    }
    expect(held / 400).toBeGreaterThan(0.75)
  })

  it('refuse errors that are none', () => {
    expect(() => conformalHalfWidth([Number.NaN])).toThrow(/row 0/)
    expect(() => conformalBounds([1], 1)).toThrow(/confidence/)
  })
})

describe('judgement with intervals', () => {
  const random = () => createRandom('judgement')
  const labels = Array.from({ length: 200 }, (_, i) => Number(i % 10 < 3))
  const probabilities = labels.map((label, i) => Math.min(Math.max(0.3 + 0.3 * label + 0.4 * Math.sin(i), 0), 1))

  it('gives each figure of yes and no, the same for the same seed, around its value', () => {
    const judged = judgeBinary(labels, probabilities, random(), { resamples: 200 })
    expect(judged).toEqual(judgeBinary(labels, probabilities, random(), { resamples: 200 }))
    expect(judged.rocAuc.value).toBeCloseTo(rocAuc(labels, probabilities) as number, 12)
    expect(judged.baseRate.value).toBeCloseTo(0.3, 12)
    expect(judged.majorityAccuracy.value).toBeCloseTo(0.7, 12)
    for (const { value, lower, upper } of [judged.rocAuc, judged.brier, judged.accuracy, judged.averagePrecision]) {
      expect((lower as number) < (value as number) && (value as number) < (upper as number)).toBe(true)
    }
    // A share of 200 rows: about ± 1.96 · √(.3 · .7 / 200).
    expect((judged.baseRate.upper as number) - (judged.baseRate.lower as number)).toBeCloseTo(0.127, 1)
  })

  it('is wider where rows hang together', () => {
    const groups = labels.map((_, i) => Math.floor(i / 20))
    const alike = groups.map((group) => group % 2)
    const [alone, together] = [{}, { groups }].map((options) =>
      judgeValues(
        alike,
        alike.map(() => 0.5),
        random(),
        { ...options, resamples: 200 },
      ),
    )
    const width = (estimate?: { lower: number | null; upper: number | null }) => (estimate?.upper ?? 0) - (estimate?.lower ?? 0)
    expect(width(alone?.meanAbsoluteError)).toBeCloseTo(0, 12)
    const [rate, rateTogether] = [{}, { groups }].map((options) =>
      bootstrap(200, (rows) => ({ rate: rows.reduce((n, row) => n + (alike[row] as number), 0) / rows.length }), random(), options),
    )
    expect(width(rateTogether?.rate)).toBeGreaterThan(2 * width(rate?.rate))
    expect(together?.rSquared.value).toBeCloseTo(0, 12)
  })

  it('has no AUC and no interval of it with one class alone', () => {
    const judged = judgeBinary([1, 1, 1], [0.2, 0.4, 0.6], random())
    expect(judged.rocAuc).toEqual({ value: null, lower: null, upper: null })
    expect(judged.baseRate).toEqual({ value: 1, lower: 1, upper: 1 })
  })

  it('gives figures of classes and of numbers', () => {
    const classes = judgeClasses([0, 1, 2, 2], [0.8, 0.1, 0.1, 0.2, 0.6, 0.2, 0.1, 0.1, 0.8, 0.5, 0.2, 0.3], 3, random(), { resamples: 50 })
    expect(classes.accuracy.value).toBe(0.75)
    expect(classes.majorityAccuracy.value).toBe(0.5)
    const values = judgeValues([1, 2, 4], [1, 2, 2], random(), { resamples: 50 })
    expect(values.medianPercentageError.value).toBe(0)
    expect(judgeValues([0, 2], [1, 2], random()).medianPercentageError.value).toBeNull()
  })

  it('refuses what cannot be judged', () => {
    expect(() => judgeBinary([], [], random())).toThrow(RangeError)
    expect(() => judgeBinary([1], [2], random())).toThrow(/\[0, 1\]/)
    expect(() => judgeClasses([0, 1], [0.5, 0.5, 0.5], 2, random())).toThrow(RangeError)
    expect(() => judgeValues([1], [Number.NaN], random())).toThrow(RangeError)
    expect(() => judgeBinary([1, 0], [0.5, 0.5], random(), { groups: [1] })).toThrow(/group a row/)
    expect(() => judgeBinary([1, 0], [0.5, 0.5], random(), { resamples: 1 })).toThrow(/resamples/)
    expect(() => judgeBinary([1, 0], [0.5, 0.5], random(), { confidence: 1 })).toThrow(/confidence/)
    expect(() => bootstrap(0, () => ({}), random())).toThrow(/at least one row/)
  })
})
