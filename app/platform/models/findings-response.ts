import { leakText } from '@trill/core/leakage/leak-words'
import { type Static, Type } from 'typebox'
import type { ModelFindings } from './findings.ts'

const NumberOrNull = Type.Union([Type.Number(), Type.Null()])

const Leak = Type.Object({
  kind: Type.Enum(['copy', 'monotone', 'alone', 'sum', 'product', 'together']),
  columns: Type.Array(Type.String()),
  figure: Type.Enum(['rocAuc', 'rSquared', 'share']),
  told: Type.Number({ description: 'What the columns tell by themselves, of rows not learned from.' }),
  text: Type.String(),
})

/** What was found of a version, as routes answer it. */
export const FindingsResponse = Type.Object({
  provenance: Type.Union([Type.Enum(['imported', 'simulated']), Type.Null()], {
    description: 'Where the rows came from; null where they have the provenance of the workspace.',
  }),
  leaks: Type.Array(Leak, { description: 'Columns that give the outcome away. They are not learned from.' }),
  telling: Type.Array(Leak, {
    description: 'Columns that give the outcome away and are learned from, because Trill computes them from what came before.',
  }),
  excluded: Type.Array(Type.Object({ feature: Type.String(), why: Type.String() }), {
    description: 'Columns that are never learned from.',
  }),
  suspicious: Type.Boolean({ description: 'What is left still tells too much to be believed.' }),
  noise: Type.Object({
    verdict: Type.Enum(['learnable', 'unlearnable', 'too_few_rows']),
    agreement: Type.Number({ description: 'Correlation of ranks of what was foretold with what came.' }),
    chance: Type.Number({ description: 'What 95 % of deals of the outcomes stay below.' }),
    p_value: Type.Number(),
    permutations: Type.Integer(),
    saved: Type.Number({ description: 'Share of the squared error of always saying the mean that is saved.' }),
    text: Type.String(),
  }),
  ceiling: Type.Union([
    Type.Object({
      source: Type.String({ description: 'Column of the probability.' }),
      roc_auc: NumberOrNull,
      brier: Type.Number(),
      log_loss: Type.Number(),
    }),
    Type.Null(),
  ]),
  gains: Type.Array(
    Type.Object({
      ...{ part: Type.Integer(), rows: Type.Integer(), from: Type.Number(), to: Type.Number(), total: Type.Number(), mean: Type.Number() },
      ...{ lower: NumberOrNull, upper: NumberOrNull, lift: NumberOrNull, lift_lower: NumberOrNull, lift_upper: NumberOrNull },
      captured: NumberOrNull,
    }),
    { description: 'Rows held out by how much was foretold of them, the most first.' },
  ),
})
export type FindingsResponse = Static<typeof FindingsResponse>

/** Findings as routes answer them. */
export function findingsResponse({
  target,
  provenance,
  leaks,
  telling = [],
  excluded,
  suspicious,
  noise,
  ceiling,
  gains,
}: ModelFindings): FindingsResponse {
  const { verdict, agreement, chance, pValue, permutations, saved } = noise
  return {
    provenance,
    leaks: leaks.map((leak) => leakOf(leak, target)),
    telling: telling.map((leak) => leakOf(leak, target)),
    excluded: [...excluded],
    suspicious,
    noise: { verdict, agreement, chance, p_value: pValue, permutations, saved, text: noiseText(noise) },
    ceiling: ceiling && { source: ceiling.source, roc_auc: ceiling.rocAuc, brier: ceiling.brier, log_loss: ceiling.logLoss },
    gains: gains.map(({ liftLower, liftUpper, ...part }) => ({ ...part, lift_lower: liftLower, lift_upper: liftUpper })),
  }
}

/** Whether it is more than noise, in a sentence with its figures. */
export function noiseText({ verdict, agreement, chance, pValue, permutations, saved }: ModelFindings['noise']): string {
  const figures = `agreement ${agreement.toFixed(3)}, by chance below ${chance.toFixed(3)}, p = ${Number(pValue.toPrecision(2))} of ${permutations} deals`
  const share = `${(100 * saved).toFixed(1)} % of the squared error of always saying the mean saved`
  if (verdict === 'too_few_rows') return `Too few rows were held out to tell it from noise (${figures}).`
  if (verdict === 'learnable') return `More than noise: ${figures}; ${share}.`
  return pValue <= 0.05
    ? `Not learnable from these columns: worse than always saying the mean (${share}).`
    : `Not learnable from these columns: no better than chance (${figures}).`
}

function leakOf(leak: ModelFindings['leaks'][number], target: string): Static<typeof Leak> {
  const { kind, columns, figure, told } = leak
  return { kind, columns: [...columns], figure, told, text: leakText(leak, target) }
}
