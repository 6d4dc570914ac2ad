import type { ModelFigureName } from '@trill/contract/model-figures'
import type { Table } from '@trill/core/estimator'
import type { Platform } from '../platform.ts'
import type { Apart } from '../training/apart.ts'
import type { ModelFindings } from './findings.ts'

/** What a model foretells: yes or no as a probability, or a number. */
export type ModelTask = 'binary' | 'regression'

/** An answer where there is too little to learn from, or to judge by. */
export interface InsufficientData {
  readonly status: 'insufficient_data'
  /** Rows. */
  readonly needed: number
  readonly seen: number
  /** What is missing, in a sentence, where it is not rows alone. */
  readonly lacks?: string
}

/** The newest rows whose outcome is known, none of which the candidate learned from: what the candidate and the live model are judged by. */
export interface HoldOut {
  readonly status: 'hold_out'
  /** What is known at prediction. It may have more columns than a model takes: each is given those it asks for. */
  readonly table: Table
  /** 0 or 1 a row, or a number. */
  readonly actual: Float64Array
  /** One a row, where rows hang together: of one author, for instance. */
  readonly groups?: ArrayLike<number | string>
  /** What simple rules predict for each row, at least one of them: the base rate of the training rows, a count alone. */
  readonly baselines: Readonly<Record<string, Float64Array>>
}

/** From which of what is stored a model learned: enough to tell whether somebody’s data was among it, and no list of anybody. */
export interface TrainedOn {
  /** Tables of the event store, as `located.sql` of erasures names places. */
  readonly places: readonly string[]
  /** First and last moment of the rows, ISO 8601 in UTC. */
  readonly from: string
  readonly to: string
}

/** A model that has just learned, with what it takes to judge it, to watch it and to say what it is. */
export interface Candidate {
  readonly status: 'candidate'
  /** Such as “gradient boosting”. */
  readonly algorithm: string
  /** The model: JSON that `predict` of the trainer takes. */
  readonly document: object
  /** What it learned from: columns in the order of the model. */
  readonly training: Table
  readonly trainingTarget: Float64Array
  readonly trainedOn: TrainedOn
  readonly split: {
    readonly kind: 'time' | 'group' | 'random'
    /** What divides training from hold-out: a moment for a split by time. */
    readonly boundary: string | null
  }
  readonly holdOut: HoldOut
  /** How much the model leans on each feature, the greater the more, on one scale for all. */
  readonly importance: readonly { readonly feature: string; readonly value: number }[]
  /** What was looked for in the columns and in what was held out, where it was. */
  readonly findings?: ModelFindings
}

/** What training is given. */
export interface TrainingContext {
  readonly platform: Platform
  readonly workspaceId: string
  /** Of every generator that is needed; written into the record. */
  readonly seed: string
  /** Aborted when somebody cancels or the server stops: stop soon, and throw its reason. */
  readonly signal: AbortSignal
  /** How far it is. */
  readonly progress: (done: number, total: number) => void
  /** Runs a function of a module in another thread, where long calculations belong: requests are served meanwhile. */
  readonly apart: Apart['run']
}

/** Makes and applies the versions of one model, in any workspace. A feature names its own in `defineFeature({ trainers })`. */
export interface Trainer {
  /** The model’s name: lower case, digits and hyphens, such as “virality-2h”. */
  readonly name: string
  /** What it foretells, for whom, in a sentence or two. */
  readonly about: string
  readonly task: ModelTask
  /** What is foretold, in words. */
  readonly target: string
  /** The figure by which a candidate is held against the live model and the baselines; `brier` or `meanAbsoluteError` where it is absent. */
  readonly judgedBy?: ModelFigureName
  /** Between two trainings by themselves. */
  readonly everyHours: number
  /** What it cannot do, in sentences for the model card. */
  readonly limits: readonly string[]
  /** How people are protected, in sentences for the model card. */
  readonly protections: readonly string[]
  /** Learns anew from what is stored. */
  train(context: TrainingContext): Promise<Candidate | InsufficientData>
  /** The newest rows whose outcome is known, to hold two versions against each other that are there already. */
  holdOut(context: TrainingContext): Promise<HoldOut | InsufficientData>
  /** What a version says of rows that have its columns in its order. Pure; called with a few thousand rows at once. */
  predict(document: object, table: Table): Float64Array
}

/** Names of models, as they stand in addresses. */
export const MODEL_NAME = /^[a-z0-9][a-z0-9-]{0,79}$/
