import { selectRows, selectValues, type Table, tableOfRows } from '@trill/core/estimator'
import { type Split, splitByTime } from '@trill/core/model-selection/splits'
import { earlyVirality, POSTS_MIN } from '@trill/core/virality/early-virality'
import type { ProcessSetting } from '@trill/core/virality/process-forecast'
import type { HoldOut, InsufficientData, Trainer, TrainingContext } from '../../platform/models/trainer.ts'
import { HORIZON_SECONDS } from './horizon.ts'
import type { Finished, Learned, Lesson } from './learn.ts'
import { labelsOf, simpleRules } from './learn.ts'
import { readPosts, readShares } from './read-posts.ts'
import {
  AGES,
  type Age,
  COLUMNS,
  cascadeOf,
  creatorHistories,
  NODES_MIN,
  type PostRow,
  type RowSetting,
  thresholdsOf,
  type ViralityDocument,
} from './virality.ts'

const LEARN = new URL('learn.ts', import.meta.url)
const HORIZON_MILLISECONDS = 1000 * HORIZON_SECONDS
/** Posts are learned from so far back, and so many of them. */
const YEAR_MILLISECONDS = 365 * 86_400_000
const POSTS_MAX = 20_000
/** Fewest resolved posts with enough shares: below, neither the model nor its judgement would tell anything. */
const RESOLVED_MIN = 200
/** Posts whose shares are in memory at a time. */
const PAGE = 500
/** Finished posts from which it is learned how interest ages. */
const SETTING_POSTS = 300
const TRAIN_SHARE = 0.7

/** One trainer for each age. */
export const trainers: readonly Trainer[] = AGES.map(trainerOf)

/** Name of the model of an age, as the registry has it. */
export function modelName({ name }: Age): string {
  return `virality-${name}`
}

function trainerOf(age: Age): Trainer {
  return {
    name: modelName(age),
    about: `From the first ${age.label} of a post: whether it ends in the top tenth of its platform and category, whether it doubles, and how large it will be.`,
    task: 'binary',
    target: 'the post and its shares and comments of 7 days are more than those of nine tenths of past posts of its platform and category',
    everyHours: 24,
    limits: [
      'Most of the variance of sizes is chance: a probability near the base rate is the usual answer.',
      'It learned from posts with two or more shares or comments by then, and says nothing of others.',
      'It knows shares and comments that were sent as events; counters alone, as most platforms report them, do not teach it.',
    ],
    protections: [
      'People are counted by hashes while rows are made; the model holds nobody.',
      'Posts of creators who are minors, or who may not be stored, are neither learned from nor predicted.',
    ],
    train: (context) => train(age, context),
    holdOut: (context) => holdOut(age, context),
    predict: (document, table) => earlyVirality.predict((document as ViralityDocument).model, table),
  }
}

async function train(age: Age, context: TrainingContext) {
  const examples = await readExamples(age, context)
  if (examples.status === 'insufficient_data') return examples
  const { table, sizes, times, split, setting } = examples
  const lesson: Lesson = { table, sizes, times, ...split, seed: context.seed }
  const { model, adaptive, importance, baselines, findings } = await context.apart<Learned>(
    { module: LEARN, name: 'learn', input: lesson },
    { signal: context.signal, progress: context.progress },
  )
  const document: ViralityDocument = { ...setting, model, adaptive }
  const boundary = isoOf(Math.min(...selectValues(times, split.test)))
  return {
    status: 'candidate' as const,
    algorithm: 'boosted trees, a random forest, a line and a self-exciting process',
    document,
    training: selectRows(table, split.train),
    trainingTarget: labelsOf(examples, split.train),
    trainedOn: { places: ['events', 'content'], from: isoOf(Math.min(...times)), to: isoOf(context.platform.now()) },
    split: { kind: 'time' as const, boundary },
    holdOut: heldOut(examples, baselines),
    importance,
    findings,
  }
}

async function holdOut(age: Age, context: TrainingContext): Promise<HoldOut | InsufficientData> {
  const examples = await readExamples(age, context)
  if (examples.status === 'insufficient_data') return examples
  const { table, sizes, split } = examples
  return heldOut(examples, simpleRules({ table, sizes, ...split }))
}

interface Examples {
  readonly status: 'examples'
  readonly table: Table
  readonly sizes: Float64Array
  readonly times: Float64Array
  readonly creators: readonly string[]
  readonly split: Split
  readonly setting: RowSetting
}

/**
 * Rows of resolved posts, page by page: the posts are a line each, and shares of one page are in memory at a time. What the rows are made
 * with, thresholds and how interest ages, is learned from the older posts alone.
 */
async function readExamples(age: Age, context: TrainingContext): Promise<Examples | InsufficientData> {
  const { platform, workspaceId, signal } = context
  const posts = await resolvedPosts(context)
  if (posts.length < RESOLVED_MIN) return { status: 'insufficient_data', needed: RESOLVED_MIN, seen: posts.length }
  const older = posts.slice(0, Math.floor(TRAIN_SHARE * posts.length))
  const setting = await settingOf(age, older, context)
  const historyOf = creatorHistories(posts)
  const taken: PostRow[] = []
  const values: (readonly number[])[] = []
  for (let start = 0; start < posts.length; start += PAGE) {
    signal.throwIfAborted()
    const page = posts.slice(start, start + PAGE)
    const shares = await readShares(platform.events, workspaceId, page)
    const finished = page.map(
      (post): Finished => ({ post, cascade: cascadeOf(post, shares.get(post.content_id)), history: historyOf(post) }),
    )
    const made = await context.apart<{ rows: number[]; values: number[][] }>({
      module: LEARN,
      name: 'rowsOf',
      input: { finished, setting },
    })
    for (const row of made.rows) taken.push(page[row] as PostRow)
    values.push(...made.values)
  }
  return examplesOf(taken, values, setting)
}

function examplesOf(posts: readonly PostRow[], values: readonly (readonly number[])[], setting: RowSetting): Examples | InsufficientData {
  const lacking = { status: 'insufficient_data', needed: RESOLVED_MIN, seen: posts.length } as const
  if (posts.length < RESOLVED_MIN) return lacking
  const times = Float64Array.from(posts, ({ published }) => published)
  const split = splitOf(times)
  if (split === null || split.train.length < POSTS_MIN) return lacking
  return {
    status: 'examples',
    table: tableOfRows(COLUMNS, values),
    sizes: Float64Array.from(posts, ({ size }) => size),
    times,
    creators: posts.map(({ creator_id, content_id }) => (creator_id === '' ? `post ${content_id}` : creator_id)),
    split,
    setting,
  }
}

/** Outcomes of the posts to learn from are known when the first one to judge by comes out; null where too little time lies between. */
function splitOf(times: Float64Array): Split | null {
  const first = times.reduce((least, time) => Math.min(least, time), Infinity)
  const sorted = times.toSorted()
  const border = sorted[Math.min(Math.ceil(TRAIN_SHARE * times.length), times.length - 1)] as number
  return border - HORIZON_MILLISECONDS < first ? null : splitByTime(times, { trainShare: TRAIN_SHARE, gap: HORIZON_MILLISECONDS })
}

/** Posts that are over and were shared, the oldest first; none of a creator who may not be looked at. */
async function resolvedPosts({ platform, workspaceId }: TrainingContext): Promise<PostRow[]> {
  const now = platform.now()
  const wanted = { first: now - YEAR_MILLISECONDS, last: now - HORIZON_MILLISECONDS, sizeMin: NODES_MIN, limit: POSTS_MAX }
  const posts = await readPosts(platform.events, { workspaceId, ...wanted })
  const people = platform.consents.guardOf(workspaceId)
  return posts.filter(({ creator_id }) => !(people?.hides(creator_id) ?? false)).reverse()
}

async function settingOf({ seconds }: Age, older: readonly PostRow[], context: TrainingContext): Promise<RowSetting> {
  const step = Math.max(1, Math.floor(older.length / SETTING_POSTS))
  const sample = older.filter((_, index) => index % step === 0)
  const shares = await readShares(context.platform.events, context.workspaceId, sample)
  const cascades = sample.map((post) => cascadeOf(post, shares.get(post.content_id)))
  return {
    cutSeconds: seconds,
    setting: await context.apart<ProcessSetting | null>({ module: LEARN, name: 'learnSetting', input: { cascades } }),
    thresholds: thresholdsOf(older),
    categories: [...new Set(older.map(({ category }) => category))].filter((category) => category !== '').sort(),
  }
}

function heldOut(examples: Examples, baselines: Readonly<Record<string, Float64Array>>): HoldOut {
  const { table, split, creators } = examples
  return {
    status: 'hold_out',
    table: selectRows(table, split.test),
    actual: labelsOf(examples, split.test),
    groups: Array.from(split.test, (row) => creators[row] as string),
    baselines,
  }
}

function isoOf(moment: number): string {
  return new Date(moment).toISOString()
}
