import { readFileSync } from 'node:fs'
import { hashtagOf, topicOf } from '@trill/core/topics/terms'
import { Problem } from '../../platform/http/problem.ts'
import { passportOf, postsGround } from '../../platform/passport/ground.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Thresholds } from '../../platform/privacy/small-groups.ts'
import { calendarOf } from '../../platform/query/period.ts'
import type { Selection } from '../../platform/query/selection.ts'
import type { TopicResponse } from './contract.ts'
import { authorsOf, coverageRows, firstSeenOf, historiesOf, type Term, testedOf, type Window, windowOf } from './read-trends.ts'
import {
  type AudienceRow,
  burstsOfTopic,
  type DayRow,
  daysOf,
  outlookOf,
  type PostRow,
  postsOf,
  type ShareRow,
  sharesOf,
  type TogetherRow,
  togetherOf,
} from './topic.ts'
import { coverageOf, nameOf, scoredOf, surpriseFields, surprisesOf, timeOf } from './trends.ts'

const CREATORS_MAX = 10

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const DAYS = sql('topic-days')
const SHARES = sql('topic-shares')
const POSTS = sql('topic-posts')
const CREATORS = sql('topic-creators')
const TOGETHER = sql('topic-together')
const AUDIENCE = sql('topic-audience')

interface Asked {
  readonly topic: string
  readonly category: string
  readonly complete: boolean
}

interface CreatorRow {
  readonly creator_id: string
  readonly creator_name: string
  readonly platform: string
  readonly posts: number
}

/** @throws Problem not_found when no post has the topic. */
export async function readTopic(
  selection: Selection,
  { topic, category, complete }: Asked,
  platform: Platform,
  thresholds: Thresholds | undefined,
): Promise<TopicResponse> {
  const asked = termOf(topic)
  const window = await windowOf(selection, category, platform)
  const [rows, series, authors, firstSeen, tested, coverage, ground] = await Promise.all([
    rowsOf(asked, selection, window, platform),
    historiesOf([asked], window, platform),
    authorsOf([asked], window, platform),
    firstSeenOf([asked], window, platform),
    testedOf(window, platform),
    coverageRows(window, platform),
    postsGround(selection.parameters, platform.events),
  ])
  const name = nameOf(asked)
  const first = firstSeen.get(name)
  if (first === undefined) throw new Problem('not_found', `No post of this workspace has ${JSON.stringify(topic)}`)
  const { period, workspace } = selection
  const days = daysOf(rows.days, period)
  const uses = days.reduce((sum, day) => sum + day.uses, 0)
  const own = series.get(name) as Float64Array
  const { history, fromSeconds } = window
  return {
    topic: name,
    kind: asked.kind,
    at: timeOf(history.endSeconds),
    complete,
    ...scoredOf({ uses_24h: lastHours(own, 24), uses_7d: lastHours(own, 168) }, authors.get(name)),
    ...surpriseFields(surprisesOf(new Map([[name, own]]), tested).get(name)),
    uses,
    first_seen_at: timeOf(first),
    days,
    unfinished: period.unfinished,
    bursts: burstsOfTopic(own, series.get('') as Float64Array, history, fromSeconds),
    outlook: outlookOf(own, history, calendarOf(workspace.time_zone)),
    platforms: sharesOf(rows.shares, 'platform'),
    categories: sharesOf(rows.shares, 'category'),
    creators: rows.creators,
    together: togetherOf(
      rows.together,
      sharesOf(rows.shares, 'platform').reduce((sum, { posts }) => sum + posts, 0),
      coverageOf(coverage).posts,
    ),
    posts: postsOf(rows.posts, rows.audience, thresholds),
    passport: passportOf(ground, { name: 'trend_score', making: 'calculated' }, uses),
    smallest_group: thresholds === undefined ? null : { adults: thresholds.adults, with_minors: thresholds.withMinors },
  }
}

async function rowsOf({ kind, term }: Term, { workspace }: Selection, { parameters }: Window, { events, consents }: Platform) {
  const read = <T>(text: string) => events.rows<T>(text, { ...parameters, kind, term })
  const [days, shares, creators, together, posts] = await Promise.all([
    read<DayRow>(DAYS),
    read<ShareRow>(SHARES),
    read<CreatorRow>(CREATORS),
    read<TogetherRow>(TOGETHER),
    read<PostRow>(POSTS),
  ])
  const content_ids = posts.map(({ content_id }) => content_id)
  const audience = content_ids.length === 0 ? [] : await events.rows<AudienceRow>(AUDIENCE, { workspace_id: workspace.id, content_ids })
  // A creator who is a minor or may not be stored is not named.
  const people = consents.guardOf(workspace.id)
  const hides = (id: string) => people?.hides(id) ?? false
  return {
    days,
    shares,
    together,
    audience,
    creators: creators.filter(({ creator_id }) => !hides(creator_id)).slice(0, CREATORS_MAX),
    posts: posts.map((post) => (hides(post.creator_id) ? { ...post, creator_id: '', creator_name: '' } : post)),
  }
}

/** @throws Problem not_found for what no post can be about, such as emojis. */
function termOf(topic: string): Term {
  const kind = /^[#＃]/.test(topic) ? 'hashtag' : 'topic'
  const term = kind === 'hashtag' ? hashtagOf(topic) : topicOf(topic)
  if (term === '') throw new Problem('not_found', `${JSON.stringify(topic)} is neither a hashtag nor a topic`)
  return { kind, term }
}

function lastHours(series: Float64Array, hours: number): number {
  return series.subarray(Math.max(series.length - hours, 0)).reduce((sum, count) => sum + count, 0)
}
