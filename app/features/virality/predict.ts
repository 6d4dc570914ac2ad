import { tableOfRows } from '@trill/core/estimator'
import type { AdaptiveConformal } from '@trill/core/model-selection/adaptive-conformal'
import { explainEarly, forecastEarly } from '@trill/core/virality/early-virality'
import { peakSeconds } from '@trill/core/virality/process-forecast'
import type { LiveModel } from '../../platform/models/live-models.ts'
import type { Platform } from '../../platform/platform.ts'
import { isShown, type Thresholds } from '../../platform/privacy/small-groups.ts'
import { adaptedOf } from './adapted.ts'
import type { Answer, NotPredicted, Prediction } from './contract.ts'
import type { KnownPost } from './known-posts.ts'
import { predictionPassport } from './passport.ts'
import { modelName } from './trainer.ts'
import {
  AGES,
  type Age,
  ageReached,
  COLUMNS,
  cascadeOf,
  isOver,
  NODES_MIN,
  type PostRow,
  rowOf,
  thresholdOf,
  type ViralityDocument,
} from './virality.ts'
import { actionsOf, reasonsOf } from './words.ts'

interface Caller {
  readonly workspaceId: string
  readonly thresholds: Thresholds | undefined
}

/** What a version said of a post; without figures where too few had shared it. */
export interface Said {
  readonly model: LiveModel
  /** How wide its intervals had to be then. */
  readonly adaptive: AdaptiveConformal | undefined
  readonly people: number
  readonly prediction: Omit<Prediction, 'actions'> | null
}

const AGE_WORDS = 'It is younger than 15 minutes; the first forecast is made then.'

/** What is said of each of some posts, in their order: a forecast at the latest age it has reached, or why there is none. */
export async function predictPosts(
  platform: Platform,
  { workspaceId, thresholds }: Caller,
  posts: readonly KnownPost[],
): Promise<Answer[]> {
  const people = platform.consents.guardOf(workspaceId)
  const live = await liveModels(platform, workspaceId)
  return posts.map((known) =>
    people?.hides(known.post.creator_id) === true
      ? not(known.post, 'withheld', 'Nothing is predicted of posts of this creator.')
      : predict(known, { platform, live, thresholds }),
  )
}

/** Live versions by age. */
export async function liveModels(platform: Platform, workspaceId: string): Promise<ReadonlyMap<Age, LiveModel>> {
  const found = await Promise.all(AGES.map(async (age) => [age, await platform.models.live(workspaceId, modelName(age))] as const))
  return new Map(found.filter((pair): pair is readonly [Age, LiveModel] => pair[1] !== undefined))
}

interface Serving {
  readonly platform: Platform
  readonly live: ReadonlyMap<Age, LiveModel>
  readonly thresholds: Thresholds | undefined
}

function predict(known: KnownPost, { platform, live, thresholds }: Serving): Answer {
  const { post, asOf, shares } = known
  const ageSeconds = (asOf - post.published) / 1000
  if (isOver(post, asOf)) return not(post, 'over', 'It is older than 7 days: what became of it is known.')
  if (ageReached(ageSeconds) === undefined) return not(post, 'too_young', AGE_WORDS)
  const age = AGES.findLast((one) => one.seconds <= ageSeconds && live.has(one))
  if (age === undefined)
    return not(post, 'no_model', 'No version is live for an age it has reached; the page Models tells what is lacking.')
  const { people, prediction } = saidOf(known, age, live.get(age) as LiveModel, platform)
  if (prediction === null) return not(post, 'few_shares', `It had fewer than ${NODES_MIN - 1} shares and comments within ${age.label}.`)
  if (thresholds !== undefined && !isShown({ people, minors: shares?.minors ?? 0 }, thresholds))
    return not(post, 'withheld', 'Too few people shared it for you to be shown figures about them.')
  return { status: 'predicted', ...prediction, actions: actionsOf(prediction, platform.now()) }
}

/** A version says the same of a post until more is known of it. */
function saidOf(known: KnownPost, age: Age, model: LiveModel, platform: Platform): Said {
  const adaptive = adaptedOf(model).state
  if (known.said?.model === model && known.said.adaptive === adaptive) return known.said
  const row = rowOf(known.post, cascadeOf(known.post, known.shares), known.history, model.document as ViralityDocument)
  const prediction = row === null ? null : predictionOf({ post: known.post, age, model, row }, platform)
  known.said = { model, adaptive, people: row?.people ?? 0, prediction }
  return known.said
}

function predictionOf(
  { post, age, model, row }: { post: PostRow; age: Age; model: LiveModel; row: NonNullable<ReturnType<typeof rowOf>> },
  { models }: Platform,
): Omit<Prediction, 'actions'> {
  const { model: trained, setting, thresholds } = model.document as ViralityDocument
  const table = tableOfRows(COLUMNS, [row.values])
  const forecast = forecastEarly(trained, table, adaptedOf(model).state)
  models.observe(model, table, forecast.viral)
  const explained = explainEarly(trained, table)
  const of = (column: Float64Array) => column[0] as number
  // What is known since the cut: a post does not become smaller.
  const end = (column: Float64Array) => Math.max(of(column), post.size)
  const upper = end(forecast.upper)
  return {
    content_id: post.content_id,
    title: post.title,
    platform: post.platform,
    category: post.category,
    provenance: post.provenance,
    passport: predictionPassport([post], { nodes: row.nodes, until: post.published + 1000 * age.seconds, version: model.version }),
    published_at: new Date(post.published).toISOString(),
    observed: age.name,
    nodes: row.nodes,
    probability: of(forecast.viral),
    probability_lower: of(forecast.viralLower),
    probability_upper: of(forecast.viralUpper),
    base_rate: trained.viral.baseRate,
    score: Math.round(100 * of(forecast.viral)),
    doubling: { probability: of(forecast.doubling), base_rate: trained.doubling.baseRate },
    size: {
      median: end(forecast.size),
      lower: end(forecast.lower),
      upper: upper < Infinity ? upper : null,
      threshold: thresholdOf(thresholds, post),
    },
    peak_at:
      row.process === null || setting === null ? null : new Date(post.published + 1000 * peakSeconds(row.process, setting)).toISOString(),
    reasons:
      explained === null
        ? []
        : reasonsOf(explained.names, explained.contributions, new Map(COLUMNS.map((name, index) => [name, row.values[index] as number]))),
    model: { name: model.name, version: model.version },
  }
}

function not({ content_id }: Pick<PostRow, 'content_id'>, status: NotPredicted['status'], why: string): Answer {
  return { content_id, status, why }
}
