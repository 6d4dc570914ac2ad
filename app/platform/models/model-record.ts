import type { AuditActor } from '@trill/contract/audit-actions'
import type { ModelFindings } from './findings.ts'
import type { Judgement } from './judge.ts'
import type { Candidate, ModelTask, TrainedOn } from './trainer.ts'

export const MODEL_STATES = ['candidate', 'live', 'retired'] as const
export type ModelState = (typeof MODEL_STATES)[number]
/** Why a version is not live any more. */
export type RetiredFor = 'replaced' | 'rolled_back' | 'withdrawn'

/** Who did something: as the audit log names them. */
export interface Doer {
  readonly kind: AuditActor
  readonly id?: string | undefined
}

export const TRILL: Doer = { kind: 'system' }

/** A model of a workspace. */
export interface ModelAddress {
  readonly workspaceId: string
  readonly name: string
}

/** What the list of versions shows. */
export interface ModelSummary extends ModelAddress {
  readonly id: string
  readonly version: number
  readonly state: ModelState
  readonly retiredFor: RetiredFor | null
  readonly algorithm: string
  readonly task: ModelTask
  readonly target: string
  readonly judgedBy: string
  readonly features: readonly string[]
  /** SHA-256 of the training rows, hexadecimal. */
  readonly fingerprint: string
  readonly trainingRows: number
  readonly holdOutRows: number
  readonly split: Candidate['split']
  readonly trainedOn: TrainedOn
  /** Where its rows come from; null where they have the provenance of the workspace. */
  readonly rowsProvenance: ModelFindings['provenance'] | null
  readonly judgement: Pick<Judgement, 'figures' | 'baselines'>
  readonly seed: string
  /** Who had it trained, as they are called now. */
  readonly owner: string
  readonly documentBytes: number
  /** False for old versions: they cannot go live again. */
  readonly hasDocument: boolean
  /** It tells more than can be believed: only a person who says so puts it live. */
  readonly suspicious: boolean
  /** An erasure asks that it be learned anew since then. */
  readonly markedAt: Date | null
  readonly createdAt: Date
  readonly promotedAt: Date | null
  readonly retiredAt: Date | null
}

/** All of a version but its document and its reference samples. */
export interface ModelRecord extends Omit<ModelSummary, 'judgement'> {
  readonly judgement: Judgement
  readonly importance: Candidate['importance']
  /** Null where nothing was looked for. */
  readonly findings: ModelFindings | null
  readonly about: ModelAbout
}

/** What people are told of a model, as it was when the version was trained. */
export interface ModelAbout {
  readonly purpose: string
  readonly limits: readonly string[]
  readonly protections: readonly string[]
}
