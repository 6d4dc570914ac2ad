import type { NewsTier } from '@trill/contract/platforms'
import { crossPlatformScore } from '@trill/core/scores/cross-platform'
import { newsScore } from '@trill/core/scores/news'
import { redditScore } from '@trill/core/scores/reddit'
import { SCORE_VERSION, type Score, type ScoreProfile } from '@trill/core/scores/score'
import { xScore } from '@trill/core/scores/x'
import { ageInDays, videoEngagement, viewVelocity, viralScore } from '@trill/core/scores/youtube'
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

const Count = Type.Union([Type.Number({ minimum: 0 }), Type.Null()])
const Views = Type.Number({ minimum: 0 })
const Similarity = Type.Number({ minimum: 0, maximum: 1 })
const Moment = Type.Union([Type.String(), Type.Number()], { description: 'ISO 8601, or milliseconds since 1970.' })
const object = <P extends Record<string, TSchema>>(properties: P) => Type.Object(properties, { additionalProperties: false })
const optional = Type.Optional

const Video = object({
  views: Views,
  likes: optional(Count),
  comments: optional(Count),
  publishedAt: optional(Moment),
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
    object({ upvotes: Type.Number(), comments: optional(Count), upvoteRatio: optional(Type.Union([Similarity, Type.Null()])) }),
  ),
})
const Tier = Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3), Type.Null()])
const NewsMatches = object({
  matches: Type.Array(object({ similarity: Similarity, source: Type.String(), tier: optional(Tier), score: optional(Count) })),
})
const CrossPlatform = object({
  twitter: optional(Count),
  reddit: optional(Count),
  news: optional(Count),
  twitterViral: optional(Type.Boolean()),
  redditViral: optional(Type.Boolean()),
})

/** What `trill score` knows, by the name it is asked for. */
export const SCORES: Readonly<Record<string, ScoreCommand>> = {
  youtube: command('viral score of a video', Video, (video, { now }) => viralScore({ ...video, daysOld: ageOf(video, now) })),
  'view-velocity': command('views a day, and their class', Velocity, ({ views, daysOld }) => {
    const { viewsPerDay, class: name } = viewVelocity(views, daysOld)
    return figure(viewsPerDay, name, { views, daysOld })
  }),
  engagement: command('likes and comments per hundred views, and their category', Engagement, (video) => {
    const { percent, category } = videoEngagement(video)
    return figure(percent, category, { views: video.views, likes: video.likes ?? 0, comments: video.comments ?? 0 })
  }),
  twitter: command('score of a subject on X', XMatches, ({ matches }, { profile }) => xScore(matches, { profile })),
  reddit: command('score of a subject on Reddit', RedditMatches, ({ matches }, { profile }) => redditScore(matches, { profile })),
  news: command('score of a subject in the news', NewsMatches, ({ matches }, { tierOf }) => newsScore(matches, { tierOf })),
  'cross-platform': command('total over platforms', CrossPlatform, (scores) => crossPlatformScore(scores)),
}

/** What is wrong with an input, naming the field; undefined when nothing is. */
export function faultIn({ schema }: ScoreCommand, input: unknown): string | undefined {
  const [fault] = Compile(schema).Errors(input)
  if (fault === undefined) return undefined
  const { requiredProperties } = fault.params as { requiredProperties?: string[] }
  const place = fault.instancePath
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.')
    .replace(/^\./, '')
  // A property that is not listed meets the schema `false`.
  if (fault.message === 'schema is false') return `${place} is not known`
  if (requiredProperties?.[0] !== undefined) return `${place === '' ? '' : `${place}.`}${requiredProperties[0]} is missing`
  return `${place === '' ? 'the input' : place} ${fault.message}`
}

function command<S extends TSchema>(
  about: string,
  schema: S,
  score: (input: Static<S>, options: Options) => Score<unknown, unknown>,
): ScoreCommand {
  return { about, schema, score: score as ScoreCommand['score'] }
}

function figure<Class, Components>(raw: number, name: Class, components: Components): Score<Class, Components> {
  return { score: raw, class: name, raw, components, version: SCORE_VERSION, notes: [] }
}

function ageOf({ publishedAt, daysOld, now: given }: Static<typeof Video>, now: number): number | null {
  if (publishedAt === undefined) return daysOld ?? null
  if (daysOld !== undefined) throw new RangeError('give publishedAt or daysOld, not both')
  const [published, at] = [momentOf('publishedAt', publishedAt), given === undefined ? now : momentOf('now', given)]
  if (published > at) throw new RangeError(`publishedAt ${JSON.stringify(publishedAt)} lies in the future`)
  return ageInDays(published, at)
}

function momentOf(name: string, moment: string | number): number {
  const milliseconds = typeof moment === 'number' ? moment : Date.parse(moment)
  if (!Number.isFinite(milliseconds))
    throw new RangeError(`${name} ${JSON.stringify(moment)} must be a moment as ISO 8601 or in milliseconds`)
  return milliseconds
}
