import type { NewsTier } from '@trill/contract/platforms'
import { crossPlatformScore } from '@trill/core/scores/cross-platform'
import { newsScore } from '@trill/core/scores/news'
import { redditScore } from '@trill/core/scores/reddit'
import { COUNT_MAX, SCORE_VERSION, type Score, type ScoreProfile } from '@trill/core/scores/score'
import { xScore } from '@trill/core/scores/x'
import { ageInDays, counterNotes, videoEngagement, viewVelocity, viralScore } from '@trill/core/scores/youtube'
import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'

interface Options {
  readonly profile: ScoreProfile
  /** Milliseconds since 1970. */
  readonly now: number
  /** Standing of a news source. */
  readonly tierOf: (source: string) => NewsTier
}

/** A score that the command line gives, from one JSON object. */
export interface ScoreCommand {
  readonly about: string
  readonly schema: TSchema
  /** @throws RangeError where the object has the form, and what it says cannot be. */
  score(input: unknown, options: Options): Score<unknown, unknown>
}

const Views = Type.Number({ minimum: 0, maximum: COUNT_MAX })
const Count = Type.Union([Views, Type.Null()])
const Similarity = Type.Number({ minimum: 0, maximum: 1 })
const Moment = Type.Union([Type.String(), Type.Number()])
const object = <P extends Record<string, TSchema>>(properties: P) => Type.Object(properties, { additionalProperties: false })
const optional = Type.Optional

const Video = object({
  views: Views,
  likes: optional(Count),
  comments: optional(Count),
  publishedAt: optional(Type.Union([Moment, Type.Null()])),
  daysOld: optional(Type.Union([Type.Number(), Type.Null()])),
  now: optional(Moment),
})
const Engagement = object({ views: Views, likes: optional(Count), comments: optional(Count) })
const Velocity = object({ views: Views, daysOld: Type.Number() })
const XMatches = object({
  matches: Type.Array(
    object({
      similarity: Similarity,
      impressions: optional(Count),
      likes: optional(Count),
      retweets: optional(Count),
      replies: optional(Count),
    }),
  ),
})
const RedditMatches = object({
  matches: Type.Array(
    object({
      upvotes: Type.Number({ minimum: -COUNT_MAX, maximum: COUNT_MAX }),
      comments: optional(Count),
      upvoteRatio: optional(Type.Union([Similarity, Type.Null()])),
    }),
  ),
})
const Tier = Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3), Type.Null()])
const NewsMatches = object({
  matches: Type.Array(object({ similarity: Similarity, source: Type.String(), tier: optional(Tier), score: optional(Count) })),
})
const Flag = Type.Union([Type.Boolean(), Type.Null()])
const CrossPlatform = object({
  twitter: optional(Count),
  reddit: optional(Count),
  news: optional(Count),
  twitterViral: optional(Flag),
  redditViral: optional(Flag),
})

/** What `trill score` knows, by the name it is asked for. */
export const SCORES: Readonly<Record<string, ScoreCommand>> = {
  youtube: command('viral score of a video', Video, (video, { now }) => viralScore({ ...video, daysOld: ageOf(video, now) })),
  'view-velocity': command('views a day, and their class', Velocity, ({ views, daysOld }) => {
    const { viewsPerDay, class: name } = viewVelocity(views, daysOld)
    return figure(viewsPerDay, name, { views, daysOld }, daysOld < 0 ? ['future_age'] : [])
  }),
  engagement: command('likes and comments per hundred views, and their category', Engagement, (video) => {
    const { percent, category } = videoEngagement(video)
    return figure(percent, category, { views: video.views, likes: video.likes ?? 0, comments: video.comments ?? 0 }, counterNotes(video))
  }),
  twitter: command('score of a subject on X', XMatches, ({ matches }, { profile }) => xScore(matches, { profile })),
  reddit: command('score of a subject on Reddit', RedditMatches, ({ matches }, { profile }) => redditScore(matches, { profile })),
  news: command('score of a subject in the news', NewsMatches, ({ matches }, { tierOf }) => newsScore(matches, { tierOf })),
  'cross-platform': command('total over platforms', CrossPlatform, ({ twitterViral, redditViral, ...scores }) =>
    crossPlatformScore({ ...scores, twitterViral: twitterViral === true, redditViral: redditViral === true }),
  ),
}

/** What is wrong with an input, naming the field; undefined when nothing is. */
export function faultIn({ schema }: ScoreCommand, input: unknown): string | undefined {
  const faults = Compile(schema).Errors(input)
  const [fault] = faults
  if (fault === undefined) return undefined
  const { requiredProperties } = fault.params as { requiredProperties?: string[] }
  const place = fault.instancePath
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.')
    .replace(/^\./, '')
  // A property that is not listed meets the schema `false`.
  if (fault.message === 'schema is false') return `${place} is not known`
  if (requiredProperties?.[0] !== undefined) return `${place === '' ? '' : `${place}.`}${requiredProperties[0]} is missing`
  const kinds = faults.flatMap((other) => (other.instancePath === fault.instancePath ? kindIn(other.params) : []))
  return `${place === '' ? 'the input' : place} ${kindIn(fault.params).length === 0 ? fault.message : `must be ${listed(kinds)}`}`
}

/** What a value may be, as a fault says that it is not: a type, or one certain value. */
function kindIn(params: object): string[] {
  const { type, allowedValue } = params as { type?: string; allowedValue?: unknown }
  return [type ?? allowedValue].filter((kind) => kind !== undefined).map(String)
}

function listed(kinds: readonly string[]): string {
  return kinds.length < 2 ? kinds.join('') : `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}`
}

function command<S extends TSchema>(
  about: string,
  schema: S,
  score: (input: Static<S>, options: Options) => Score<unknown, unknown>,
): ScoreCommand {
  return { about, schema, score: score as ScoreCommand['score'] }
}

function figure<Class, Components>(raw: number, name: Class, components: Components, notes: readonly string[]): Score<Class, Components> {
  return { score: raw, class: name, raw, components, version: SCORE_VERSION, notes }
}

function ageOf({ publishedAt, daysOld, now: given }: Static<typeof Video>, now: number): number | null {
  if (publishedAt === undefined || publishedAt === null) return daysOld ?? null
  if (daysOld !== undefined) throw new RangeError('give publishedAt or daysOld, not both')
  const [published, at] = [momentOf('publishedAt', publishedAt), given === undefined ? now : momentOf('now', given)]
  if (published > at) throw new RangeError(`publishedAt ${JSON.stringify(publishedAt)} lies in the future`)
  return ageInDays(published, at)
}

function momentOf(name: string, moment: string | number): number {
  const milliseconds = typeof moment === 'number' ? moment : isoMoment(moment)
  if (!Number.isFinite(milliseconds))
    throw new RangeError(`${name} ${JSON.stringify(moment)} must be a moment as ISO 8601 or in milliseconds`)
  return milliseconds
}

const ISO_MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i

/** Milliseconds since 1970; NaN where it is no moment. Without a zone it is one of UTC: the engine would take that of the machine. */
function isoMoment(text: string): number {
  const [, day, zone] = ISO_MOMENT.exec(text) ?? []
  // The engine moves a day that no month has into the next one.
  if (day === undefined || !Number.isFinite(Date.parse(day)) || new Date(day).toISOString().slice(0, 10) !== day) return Number.NaN
  return Date.parse(text.length > day.length && zone === undefined ? `${text}Z` : text)
}
