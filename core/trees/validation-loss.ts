import { requireColumns, requireTarget, rowCount, type Table } from '../estimator.ts'
import { compileTrees } from './compiled-trees.ts'
import type { Objective } from './objectives.ts'
import { toPredictions } from './predictions.ts'
import { scoreRows } from './row-scores.ts'
import type { Tree } from './tree.ts'

const FIT = 'fit with validation'

/** The loss on rows that are not trained on, round by round. */
export class ValidationLoss {
  readonly #table: Table
  readonly #target: Float64Array
  readonly #objective: Objective
  readonly #scores: Float64Array
  #rounds = 0
  #best = Infinity
  #bestRounds = 0

  /**
   * @param columns Of the training table.
   * @throws RangeError unless the table has these columns, and targets that the objective knows.
   */
  constructor(
    { table, target }: { readonly table: Table; readonly target: Float64Array },
    objective: Objective,
    columns: readonly string[],
  ) {
    requireColumns(FIT, { columns }, table, { missing: 'accepted' })
    if (rowCount(table) === 0) throw new RangeError(`${FIT} requires at least one row, got none`)
    requireTarget(FIT, target, rowCount(table))
    this.#table = table
    this.#target = target
    this.#objective = objective
    this.#scores = new Float64Array(target.length * objective.classCount)
  }

  /** Adds the trees of a round and answers the mean loss since. */
  afterRound(trees: readonly Tree[]): number {
    const { text, classCount } = this.#objective
    const model = { columns: this.#table.names, objective: text, classCount, averaged: false, trees }
    const added = scoreRows(compileTrees(model), this.#table)
    for (let i = 0; i < added.length; i += 1) this.#scores[i] = (this.#scores[i] as number) + (added[i] as number)
    const loss = this.#objective.loss(this.#target, null, toPredictions(this.#scores.slice(), model))
    this.#rounds += 1
    if (loss < this.#best) {
      this.#best = loss
      this.#bestRounds = this.#rounds
    }
    return loss
  }

  /** Whether the loss has not fallen for so many rounds; never for 0. */
  isStuck(rounds: number): boolean {
    return rounds > 0 && this.#rounds - this.#bestRounds >= rounds
  }

  /** Rounds with the lowest loss, at least 1. */
  get bestRounds(): number {
    return Math.max(1, this.#bestRounds)
  }
}
