import { expect, test } from 'vitest'
import { versionLines } from './model-figure-texts.ts'

const estimate = (value: number) => ({ value, lower: value - 0.01, upper: value + 0.01 })
const part = { part: 1, rows: 60, from: 0.6, to: 0.9, total: 50, mean: 0.83, lower: 0.7, upper: 0.9, lift_lower: 1.4, lift_upper: 1.9 }

test('a version is summed up: how good, more than noise or not, what is attainable, what was left out', () => {
  const lines = versionLines({
    ...{ name: 'churn', version: 2, judged_by: 'brier' },
    figures: { baseRate: estimate(0.49), brier: estimate(0.19) },
    baselines: { 'mean of all': { brier: { value: 0.25, lower: null, upper: null } } },
    findings: {
      provenance: 'simulated',
      leaks: [{ kind: 'alone', columns: ['left_on'], figure: 'rocAuc', told: 1, text: '“left_on” tells “churn” alone.' }],
      telling: [{ kind: 'alone', columns: ['days'], figure: 'rocAuc', told: 1, text: '“days” tells “churn” alone.' }],
      excluded: [{ feature: 'churn_probability', why: 'It may be what outcomes were drawn from.' }],
      suspicious: true,
      noise: {
        verdict: 'learnable',
        agreement: 0.5,
        chance: 0.02,
        p_value: 0.003,
        permutations: 334,
        saved: 0.2,
        text: 'More than noise.',
      },
      ceiling: { source: 'churn_probability', roc_auc: 0.8024, brier: 0.1812, log_loss: 0.53 },
      gains: [{ ...part, lift: 1.686, captured: 0.17 }],
    },
  })
  expect(lines).toEqual([
    'Base rate 0.49 (0.48 to 0.5). Brier score 0.19 (0.18 to 0.2), rule “mean of all” 0.25.',
    'More than noise.',
    'At best ROC-AUC 0.802 and Brier score 0.181: outcomes fit a draw from “churn_probability”.',
    'Those of whom most is foretold, a tenth: 1.69 times the mean.',
    'Left out: “left_on” tells “churn” alone.',
    'Left out: “churn_probability”. It may be what outcomes were drawn from.',
    'Tells too much: “days” tells “churn” alone.',
    'What is left still tells too much to be believed: it does not go live by itself.',
    'Card: trill models show churn --version 2',
  ])
})

test('of a version of which nothing was looked for, only how good it is', () => {
  const figures = { rootMeanSquaredError: { value: 2, lower: null, upper: null } }
  const lines = versionLines({
    ...{ name: 'sizes', version: 1, judged_by: 'rootMeanSquaredError', baselines: {}, findings: null, figures },
  })
  expect(lines).toEqual(['Root mean squared error 2.', 'Card: trill models show sizes --version 1'])
})
