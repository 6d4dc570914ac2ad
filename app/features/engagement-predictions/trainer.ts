import type { Table } from '@trill/core/estimator'
import { findWorkspace } from '../../platform/access/workspaces.ts'
import type { Candidate, HoldOut, InsufficientData, Trainer, TrainingContext } from '../../platform/models/trainer.ts'
import { DAY_MILLISECONDS, gatherRows, NAMES, together } from './gather.ts'
import { baselinesOf, type LearnAsked, type Learned, type Rows } from './learn.ts'
import { type EngagementModel, HORIZON_DAYS, probabilitiesOf } from './model.ts'

const LEARN = new URL('learn.ts', import.meta.url)

/** Weeks before now as of which people are looked at: to learn from, to stop and calibrate by, and to judge by. */
const WEEKS = { training: [5, 4, 3], later: 2, newest: 1 } as const
/** Days that features look back. */
const WINDOW_DAYS = 90
/** Rows that it takes of each week, and of either outcome. */
export const ROWS_MIN = 300
const EITHER_MIN = 20

export const MODEL_NAME = 'engagement-7d'

/** What learns whether somebody will be active in the next seven days. */
export const engagementTrainer: Trainer = {
  name: MODEL_NAME,
  about: 'Whether a person does anything in the next seven days, from the features of the 90 days before.',
  task: 'binary',
  target: 'the person is active within seven days',
  everyHours: 24 * HORIZON_DAYS,
  limits: [
    'It knows those who were active in the 90 days before; of others it says nothing.',
    'It learned from people whose data may be studied; others may behave otherwise.',
    'It foretells any activity, not how much; a holiday or a change of the product that it has not seen is not foreseen.',
    'Reasons explain the model, not people: a feature that speaks for somebody need not be the cause.',
  ],
  protections: [
    'It learns from adults whose data may be studied, never from names: rows are features without identifiers.',
    'It predicts of adults who consented to profiling, and of nobody else; of minors, and where the age is not known, never.',
  ],
  async train(context) {
    const weeks = await gatherWeeks(context, [...WEEKS.training, WEEKS.later, WEEKS.newest])
    const [later, newest] = weeks.slice(-2) as [Rows, Rows]
    const training = together(weeks.slice(0, -2))
    const seen = Math.min(...[training, later, newest].map(enoughOf))
    if (seen < ROWS_MIN) return lacking(seen)
    const input: LearnAsked = { training, later, newest, seed: context.seed }
    const learned = await context.apart<Learned>({ module: LEARN, name: 'learnEngagement', input }, { signal: context.signal })
    return candidateOf({ training, newest }, learned, context)
  },
  async holdOut(context) {
    const [later, newest] = (await gatherWeeks(context, [WEEKS.later, WEEKS.newest])) as [Rows, Rows]
    const seen = Math.min(enoughOf(later), enoughOf(newest))
    return seen < ROWS_MIN ? lacking(seen) : holdOutOf(newest, baselinesOf({ training: later, newest }))
  },
  predict: (document, table: Table) => probabilitiesOf(document as EngagementModel, table),
}

/** Rows, where there are enough of either outcome; of one alone nothing can be learned. */
function enoughOf({ target }: Rows): number {
  const active = target.reduce((sum, value) => sum + value, 0)
  return Math.min(active, target.length - active) < EITHER_MIN ? Math.min(target.length, ROWS_MIN - 1) : target.length
}

function lacking(seen: number): InsufficientData {
  return { status: 'insufficient_data', needed: ROWS_MIN, seen }
}

async function gatherWeeks({ platform, workspaceId, seed, signal, progress }: TrainingContext, weeks: readonly number[]): Promise<Rows[]> {
  const workspace = await findWorkspace(platform.metadata, workspaceId)
  const asked = { workspaceId, timeZone: workspace?.time_zone ?? 'UTC', seed, signal }
  const gathered: Rows[] = []
  for (const [index, week] of weeks.entries()) {
    gathered.push(await gatherRows(asked, weekBefore(platform.now(), week), platform))
    progress(index + 1, weeks.length + 1)
  }
  return gathered
}

function weekBefore(now: number, weeks: number): number {
  return now - weeks * HORIZON_DAYS * DAY_MILLISECONDS
}

function candidateOf({ training, newest }: { training: Rows; newest: Rows }, learned: Learned, { platform }: TrainingContext): Candidate {
  const now = platform.now()
  const first = weekBefore(now, WEEKS.training[0]) - WINDOW_DAYS * DAY_MILLISECONDS
  const boundary = new Date(weekBefore(now, WEEKS.newest)).toISOString()
  return {
    status: 'candidate',
    algorithm: 'gradient boosting',
    document: learned.document,
    training: training.table,
    trainingTarget: training.target,
    trainedOn: { places: ['events', 'events of others', 'content'], from: new Date(first).toISOString(), to: boundary },
    split: { kind: 'time', boundary },
    holdOut: holdOutOf(newest, learned.baselines),
    importance: learned.importance,
    findings: learned.findings,
  }
}

function holdOutOf({ table, target }: Rows, baselines: HoldOut['baselines']): HoldOut {
  return { status: 'hold_out', table: { names: NAMES, columns: table.columns }, actual: target, baselines }
}
