import { createHash } from 'node:crypto'
import type { Platform } from '../platform.ts'
import { latestDecisions, recordDecision } from './decisions.ts'
import type { Judgement, JudgementAsked } from './judge.ts'
import type { LiveModel } from './live-models.ts'
import { copyMarks, isMarked } from './marks.ts'
import { type Doer, TRILL } from './model-record.ts'
import { predictAll, predictIfPossible } from './predictions.ts'
import { registerModel } from './registry.ts'
import { promote } from './state-changes.ts'
import type { Candidate, HoldOut, InsufficientData, Trainer, TrainingContext } from './trainer.ts'
import type { RunOutcome } from './training-runs.ts'
import { type Verdict, verdictOf } from './verdict.ts'

const JUDGE = new URL('judge.ts', import.meta.url)

export interface Trained {
  readonly outcome: RunOutcome
  readonly version: number | null
  /** What is lacking; null otherwise. */
  readonly lacks: string | null
}

interface Training {
  readonly platform: Platform
  readonly trainer: Trainer
  readonly context: TrainingContext
  readonly owner: Doer
  /** Erasures that began since it began to read. Once the version is registered, an erasure marks it itself. */
  readonly erasuresMeanwhile: () => Promise<readonly string[]>
}

/** Learns anew, holds what came of it against the live version on the newest rows, and promotes it if it is better. */
export async function trainModel(training: Training): Promise<Trained> {
  const { trainer, context } = training
  const learned = await trainer.train(context)
  context.signal.throwIfAborted()
  if (learned.status === 'insufficient_data') return notTrained(training, learned)
  const candidate = storable(learned)
  const live = await training.platform.models.live(context.workspaceId, trainer.name)
  const predicted = await predictAll(trainer, versionOf(candidate), candidate.holdOut.table)
  const before = live === undefined ? undefined : await predictIfPossible(trainer, live, candidate.holdOut.table)
  const judgement = await judgeApart(training, candidate.holdOut, predicted, before)
  context.signal.throwIfAborted()
  return register(training, { candidate, predicted, judgement, live })
}

/** The same document before it is stored as when it is read again. */
function storable(candidate: Candidate): Candidate {
  return { ...candidate, document: JSON.parse(JSON.stringify(candidate.document)) as object }
}

function versionOf({ document, training }: Candidate): Pick<LiveModel, 'document' | 'features'> {
  return { document, features: training.names }
}

function judgeApart(
  { trainer, context }: Training,
  { actual, groups, baselines }: HoldOut,
  predicted: Float64Array,
  live: Float64Array | undefined,
): Promise<Judgement> {
  const input: JudgementAsked = {
    task: trainer.task,
    actual,
    predicted,
    groups: groups === undefined ? null : plainGroups(groups),
    baselines,
    live: live ?? null,
    seed: context.seed,
  }
  return context.apart<Judgement>({ module: JUDGE, name: 'judge', input }, { signal: context.signal })
}

/** Numbers in place of names: nobody’s name goes into another thread. */
export function plainGroups(groups: ArrayLike<number | string>): number[] {
  const numbers = new Map<number | string, number>()
  return Array.from(groups, (group) => {
    const number = numbers.get(group) ?? numbers.size
    numbers.set(group, number)
    return number
  })
}

interface Outcome {
  readonly candidate: Candidate
  readonly predicted: Float64Array
  readonly judgement: Judgement
  readonly live: LiveModel | undefined
}

async function register(training: Training, { candidate, predicted, judgement, live }: Outcome): Promise<Trained> {
  const { platform, trainer, context, owner } = training
  const address = { workspaceId: context.workspaceId, name: trainer.name }
  const judgedBy = judgedByOf(trainer)
  const about = { purpose: trainer.about, limits: trainer.limits, protections: trainer.protections }
  const now = platform.now()
  const { task, target } = trainer
  const model = { ...address, task, target, judgedBy, about, candidate, predicted, judgement, seed: context.seed, owner, now }
  const { id, version } = await registerModel(platform.metadata, model)
  const marked = live !== undefined && (await isMarked(platform.metadata, live.id))
  const stale = await copyMarks(platform.metadata, id, await training.erasuresMeanwhile(), now)
  const noise = candidate.findings?.noise.verdict === 'unlearnable'
  const suspicious = candidate.findings?.suspicious === true
  const judged = { judgedBy, judgement, noise, suspicious, live: live && { version: live.version, marked } }
  const verdict = stale ? staleVerdict() : verdictOf(judged)
  const promoted = verdict.promote && (await putLive(training, version, live, verdict))
  if (!promoted) {
    const decision = { kind: 'kept', version, why: verdict.why, figures: { reason: verdict.reason } } as const
    await recordDecision(platform.metadata, address, decision, { by: TRILL, now })
  }
  return { outcome: promoted ? 'promoted' : 'kept', version, lacks: null }
}

/** Somebody was erased while it learned: it may know them. */
function staleVerdict(): Verdict {
  return { promote: false, reason: 'not_better_than_live', why: 'An erasure began while it learned; it is learned anew.' }
}

/** False where somebody changed what is live in between: then a person decides. */
async function putLive(
  { platform, trainer, context }: Training,
  version: number,
  live: LiveModel | undefined,
  verdict: Verdict,
): Promise<boolean> {
  const address = { workspaceId: context.workspaceId, name: trainer.name }
  const change = { by: TRILL, why: verdict.why, figures: { reason: verdict.reason }, expected: live?.version ?? null, now: platform.now() }
  const changed = await promote(platform.metadata, address, version, change)
  platform.models.changed(address)
  if (changed.status !== 'changed') return false
  await platform.audit.record({
    action: 'model_promote',
    actor: TRILL,
    workspaceId: context.workspaceId,
    target: trainer.name,
    outcome: 'success',
    details: { version, before: changed.before, reason: verdict.reason },
  })
  return true
}

/** Said once, not every day anew. */
async function notTrained({ platform, trainer, context }: Training, { needed, seen, lacks }: InsufficientData): Promise<Trained> {
  const address = { workspaceId: context.workspaceId, name: trainer.name }
  const why = lacks ?? `Not enough data: ${seen} rows whose outcome is known, of ${needed} that are needed.`
  const [last] = await latestDecisions(platform.metadata, address, { limit: 1 })
  if (last?.kind !== 'not_trained') {
    const decision = { kind: 'not_trained', version: null, why, figures: { needed, seen } } as const
    await recordDecision(platform.metadata, address, decision, { by: TRILL, now: platform.now() })
  }
  return { outcome: 'insufficient_data', version: null, lacks: why }
}

/** The figure by which versions are held against each other. */
export function judgedByOf({ judgedBy, task }: Trainer): string {
  return judgedBy ?? (task === 'binary' ? 'brier' : 'meanAbsoluteError')
}

/** A seed that differs from run to run and is written down. */
export function seedOf(workspaceId: string, name: string, now: number): string {
  return createHash('sha256').update(`${workspaceId} ${name} ${now}`).digest('hex').slice(0, 16)
}
