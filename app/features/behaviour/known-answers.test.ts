import { BEHAVIOUR_FEATURES, featureNames } from '@trill/contract/behaviour-features'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { observe, sendEvents } from '../../../test/seeds.ts'
import {
  everyFeature,
  type FeatureQuestion,
  type FeatureValues,
  featureExpressions,
  featuresOfActors,
  featuresOfContents,
  valueIn,
} from '../../platform/behaviour/behaviour.ts'
import { ingest } from '../ingest/feature.ts'
import { ADAS_HISTORY, AS_OF, NEXT_DAY, NEXT_DAYS_HISTORY, POSTS_HISTORY, REPORTS } from './known-history.ts'

const RANDOM_PEOPLE = 60
const DAY = 86_400_000

let trill: TestPlatform
let now = AS_OF - 1

beforeAll(async () => {
  trill = await startTestPlatform([ingest], { platform: { now: () => now } })
  await sendEvents(trill, 'known', [...ADAS_HISTORY, ...POSTS_HISTORY])
  await observe(trill, 'known', REPORTS)
  now = NEXT_DAY - 1
  await sendEvents(trill, 'known', NEXT_DAYS_HISTORY)
  await trill.platform.events.command(RANDOM_EVENTS, { as_of: AS_OF, people: RANDOM_PEOPLE })
  await trill.platform.events.command(RANDOM_POSTS, { as_of: AS_OF, people: RANDOM_PEOPLE })
})
afterAll(() => trill?.close())

const question = (workspaceId: string, asOf = AS_OF): FeatureQuestion => ({ workspaceId, timeZone: 'UTC', asOf })

async function actor(id: string, { workspaceId = 'known', asOf = AS_OF } = {}): Promise<FeatureValues | undefined> {
  return (await featuresOfActors(question(workspaceId, asOf), [id], trill.platform.events))[0]?.features
}

async function content(id: string, asOf = AS_OF): Promise<FeatureValues | undefined> {
  return (await featuresOfContents(question('known', asOf), [id], trill.platform.events))[0]?.features
}

/** Of counts, in bits. */
function entropy(...counts: readonly number[]): number {
  const all = counts.reduce((sum, count) => sum + count, 0)
  return -counts.reduce((sum, count) => sum + (count / all) * Math.log2(count / all), 0)
}

/** Close in the last digits only: what is written here is rounded. */
function expectValues(found: FeatureValues | undefined, known: FeatureValues): void {
  expect(Object.keys(found ?? {})).toEqual(Object.keys(known))
  const off = Object.entries(known).filter(([name, value]) => {
    const other = found?.[name as keyof FeatureValues]
    return typeof value === 'number' && typeof other === 'number'
      ? Math.abs(value - other) > 1e-9 * Math.max(1, Math.abs(value))
      : value !== other
  })
  expect(off.map(([name, value]) => [name, value, found?.[name as keyof FeatureValues]])).toEqual([])
}

test('there are 127 features with different names, and the columns of the two queries are theirs, in their order', () => {
  const names = Object.keys(BEHAVIOUR_FEATURES)
  expect([names.length, new Set(names).size]).toEqual([127, 127])
  for (const about of ['actor', 'content'] as const) expect([...featureExpressions(about).keys()]).toEqual(featureNames(about))
})

describe('of a small history known by hand', () => {
  test('Ada has these 85 features', async () => {
    expectValues(await actor('ada'), {
      days_since_last_event: 1 / 24,
      days_since_first_event: 60.5,
      days_since_last_interaction: 837 / 1440,
      days_since_last_post: 6.5,
      days_since_last_purchase: 60.5 - 1 / 86_400,
      events_1d: 4,
      events_7d: 10,
      events_28d: 16,
      events_90d: 20,
      active_days_7d: 3,
      active_days_28d: 5,
      active_days_90d: 7,
      events_per_active_day_28d: 3.2,
      views_28d: 1,
      interactions_28d: 3,
      session_gap_mean_90d: 1451 / 7,
      session_gap_median_90d: 116,
      session_gap_variation_90d: 1.298661050878412,
      silence_over_usual_gap_90d: 7 / 1451,
      hour_entropy_28d: entropy(7, 5, 3, 1),
      weekday_entropy_28d: entropy(2, 4, 5, 4, 1),
      sessions_7d: 4,
      sessions_28d: 6,
      session_seconds_median_28d: 150,
      session_seconds_mean_28d: 200,
      session_events_mean_28d: 16 / 6,
      session_bounce_share_28d: 2 / 6,
      view_share_28d: 1 / 16,
      like_share_28d: 1 / 16,
      comment_share_28d: 1 / 16,
      share_share_28d: 1 / 16,
      interactions_per_view_28d: 3,
      event_type_entropy_28d: 3.75,
      contents_28d: 3,
      content_entropy_28d: entropy(3, 1, 5),
      repeat_content_share_28d: 6 / 9,
      creators_28d: 2,
      creator_entropy_28d: entropy(8, 1),
      category_entropy_28d: entropy(3, 1, 5),
      events_trend_7d: 10 / 6,
      interactions_trend_7d: 2,
      events_slope_28d: 274 / 3654,
      streak_current_90d: 2,
      streak_longest_90d: 2,
      active_weeks_90d: 4,
      night_share_28d: 1 / 16,
      weekend_share_28d: 5 / 16,
      likes_given_28d: 1,
      comments_given_28d: 1,
      shares_given_28d: 1,
      follows_given_28d: 1,
      likes_received_28d: 1,
      comments_received_28d: 1,
      shares_received_28d: 1,
      follows_received_28d: 1,
      partners_28d: 3,
      reciprocity_28d: 1 / 2,
      posts_28d: 1,
      posts_90d: 2,
      post_reach_mean_90d: 1.5,
      post_reach_best_90d: 2,
      post_reach_trend_90d: 2,
      swipes_28d: 2,
      swipe_right_share_28d: 1 / 2,
      matches_28d: 1,
      matches_per_swipe_right_28d: 1,
      messages_28d: 1,
      reply_share_28d: 1 / 2,
      reply_seconds_median_28d: 3600,
      dates_28d: 1,
      quizzes_started_28d: 2,
      quizzes_completed_28d: 1,
      quiz_completion_rate_28d: 1 / 2,
      quiz_score_mean_28d: 7,
      quiz_retries_28d: 1,
      quiz_answer_seconds_median_28d: 20,
      purchases_90d: 2,
      spend_90d: 30,
      basket_mean_90d: 15,
      refunds_per_purchase_90d: 1 / 2,
      main_platform_share_28d: 12 / 16,
      mobile_share_28d: 2 / 3,
      referred_share_28d: 1 / 16,
      active_in_second_week: 1,
      returned_within_week_90d: 0,
    })
  })

  const known: FeatureValues = {
    age_hours: 12,
    events: 14,
    views: 4,
    likes: 1,
    comments: 2,
    shares: 4,
    people: 6,
    viewers: 3,
    interactions_per_view: 2,
    interactions_per_viewer: 8 / 3,
    shares_per_view: 1,
    completions_per_view: 1 / 4,
    views_per_impression: 4,
    events_per_person: 14 / 6,
    views_per_hour: 4 / 12,
    events_last_1h: 4,
    events_last_24h: 14,
    acceleration_1h: 3,
    events_trend_24h: null,
    peak_hour_share: 6 / 14,
    new_people_share_24h: 1,
    reshare_share: 3 / 4,
    share_depth: 3,
    share_breadth: 2,
    comment_length_mean: 4,
    sentiment_mean: 1 / 4,
    events_first_15min: 4,
    events_first_1h: 6,
    events_first_2h: 8,
    events_first_6h: 9,
    events_first_24h: null,
    people_first_2h: 4,
    first_event_seconds: 300,
    creator_posts_before: 2,
    creator_first_day_views_mean: 2,
    hour_of_week: 132,
    title_length: 11,
    hashtags: 2,
    category: 'Art',
    language: 'en',
    reported_views: 100,
    reported_views_growth_24h: null,
  }

  test('a post of twelve hours has these 42', async () => {
    expectValues(await content('v1'), known)
  })

  test('a day later it has those that a day takes as well', async () => {
    expectValues(await content('v1', NEXT_DAY), {
      ...known,
      age_hours: 36,
      events: 15,
      likes: 2,
      people: 7,
      interactions_per_view: 9 / 4,
      interactions_per_viewer: 3,
      events_per_person: 15 / 7,
      views_per_hour: 4 / 36,
      events_last_1h: 0,
      events_last_24h: 1,
      acceleration_1h: 0,
      events_trend_24h: 1 / 14,
      peak_hour_share: 6 / 15,
      new_people_share_24h: 1,
      events_first_24h: 15,
      reported_views: 150,
      reported_views_growth_24h: 50,
    })
  })
})

describe('of random histories', () => {
  test('everybody at once and one alone give the same bytes', async () => {
    const all = new Map<string, string>()
    for await (const block of everyFeature('actor', question('random'), trill.platform.events)) {
      const ids = block.texts('actor_id')
      for (let row = 0; row < block.rows; row += 1)
        all.set(ids.at(row), JSON.stringify(featureNames('actor').map((name) => valueIn(block, name, row))))
    }
    expect(all.size).toBe(RANDOM_PEOPLE)
    const ids = fc.sample(fc.constantFrom(...all.keys()), { numRuns: 4, seed: 7 })
    for (const id of ids) expect(JSON.stringify(Object.values((await actor(id, { workspaceId: 'random' })) ?? {}))).toBe(all.get(id))
  })

  test('all posts at once and one alone give the same bytes', async () => {
    const all = new Map<string, string>()
    for await (const block of everyFeature('content', question('random'), trill.platform.events)) {
      const ids = block.texts('content_id')
      for (let row = 0; row < block.rows; row += 1)
        all.set(ids.at(row), JSON.stringify(featureNames('content').map((name) => valueIn(block, name, row))))
    }
    expect(all.size).toBe(40)
    for (const id of fc.sample(fc.constantFrom(...all.keys()), { numRuns: 3, seed: 7 })) {
      const [row] = await featuresOfContents(question('random'), [id], trill.platform.events)
      expect(JSON.stringify(Object.values(row?.features ?? {}))).toBe(all.get(id))
    }
  })
})

test('what is received after the moment changes nothing, whenever it happened, new descriptions and early shares among it', async () => {
  const [ada, v1] = [await actor('ada'), await content('v1')]
  now = NEXT_DAY + 1
  await sendEvents(trill, 'known', [
    { type: 'view', actor_id: 'ada', content_id: 'p2', occurred_at: '2026-10-31T11:00:00Z' },
    { type: 'message', actor_id: 'dan', target_id: 'ada', occurred_at: '2026-10-31T11:00:00Z' },
    { type: 'like', actor_id: 'fay', content_id: 'p9', occurred_at: '2026-10-31T11:00:00Z' },
    { type: 'content_publish', actor_id: 'ada', content_id: 'p10', occurred_at: '2026-10-31T11:00:00Z' },
    { type: 'content_publish', actor_id: 'eve', content_id: 'v1', occurred_at: '2026-10-31T12:00:00Z', properties: { title: 'Changed' } },
    { type: 'share', actor_id: 'hal', content_id: 'v1', parent_message_id: 's4', occurred_at: '2026-10-31T12:01:00Z' },
  ])
  expect(await actor('ada')).toEqual(ada)
  expect(await content('v1')).toEqual(v1)
})

describe('at the edges', () => {
  test('somebody without events has none, and nobody is not everybody', async () => {
    expect(await actor('nobody')).toBeUndefined()
    expect(await featuresOfActors(question('known'), [], trill.platform.events)).toEqual([])
  })

  test('of one event gaps and ratios without a denominator are missing, counts are 0', async () => {
    const gus = await actor('gus', { asOf: NEXT_DAY })
    expect(gus).toMatchObject({
      events_90d: 1,
      session_gap_mean_90d: null,
      session_gap_variation_90d: null,
      silence_over_usual_gap_90d: null,
      interactions_per_view_28d: null,
      events_trend_7d: null,
      hour_entropy_28d: 0,
      session_seconds_median_28d: 0,
      session_bounce_share_28d: 1,
      spend_90d: 0,
      basket_mean_90d: null,
      post_reach_mean_90d: null,
      reply_share_28d: null,
      returned_within_week_90d: null,
    })
  })

  test('what a fast clock dates ahead of the moment is not there yet, and what came before its post counts as early', async () => {
    now = AS_OF - DAY
    await sendEvents(trill, 'skewed', [
      { type: 'view', actor_id: 'kim', occurred_at: new Date(AS_OF - 2 * DAY).toISOString(), content_id: 'k1' },
      { type: 'content_publish', actor_id: 'lea', content_id: 'k1', occurred_at: new Date(AS_OF - 2 * DAY + 60_000).toISOString() },
      { type: 'view', actor_id: 'kim', occurred_at: new Date(AS_OF - DAY + 3_600_000).toISOString() },
    ])
    expect(await actor('kim', { workspaceId: 'skewed', asOf: AS_OF - DAY + 1 })).toMatchObject({ events_90d: 1 })
    expect(await actor('kim', { workspaceId: 'skewed' })).toMatchObject({ events_90d: 2 })
    const [post] = await featuresOfContents(question('skewed'), ['k1'], trill.platform.events)
    expect(post?.features).toMatchObject({ events_first_15min: 1, first_event_seconds: -60, peak_hour_share: 1 })
  })
})

const RANDOM_EVENTS = `INSERT INTO events (workspace_id, message_id, type, occurred_at, actor_id, anonymous_id, content_id, target_id, platform, device, value, currency, text, properties, received_at, provenance)
  WITH ['view', 'view', 'like', 'share', 'comment', 'page', 'message', 'message', 'follow', 'swipe_right', 'swipe_left', 'match', 'quiz_start', 'quiz_answer', 'quiz_complete', 'purchase', 'refund'] AS types,
    number -> sipHash64(number, 1) AS one, number -> sipHash64(number, 2) AS other,
    types[one(number) % length(types) + 1] AS chosen,
    {as_of:Int64} - toInt64(pow(sipHash64(number, 3) % 1000 / 1000, 2) * 8640000000) - toInt64(one(number) % 9000000) AS at
  SELECT 'random', concat('r', toString(number)), chosen, fromUnixTimestamp64Milli(at, 'UTC'), if(number % 9 = 0, '', concat('person-', toString(other(number) % {people:UInt32}))),
    if(number % 9 = 0, concat('person-', toString(other(number) % {people:UInt32})), ''), if(one(number) % 3 = 0, '', concat('post-', toString(one(number) % 41))),
    if(one(number) % 2 = 0, concat('person-', toString(sipHash64(number, 5) % {people:UInt32})), ''), ['web', 'ios', 'android'][other(number) % 3 + 1],
    ['', 'mobile', 'desktop'][one(number) % 3 + 1], (one(number) % 100000) / 997, 'EUR', repeat('x', one(number) % 30), if(one(number) % 4 = 0, '{"sentiment":0.3337}', '{}'),
    fromUnixTimestamp64Milli(at, 'UTC'), 'measured'
  FROM numbers(6000)`

const RANDOM_POSTS = `INSERT INTO content SELECT 'random', concat('post-', toString(number)), 'web', 'post', repeat('t', number), concat('person-', toString(number % 7)), '',
    ['Art', 'Food'][number % 2 + 1], [], '', '', fromUnixTimestamp64Milli({as_of:Int64} - toInt64(number) * 90000000, 'UTC'), 'measured', fromUnixTimestamp64Milli({as_of:Int64} - toInt64(number) * 90000000, 'UTC')
  FROM numbers(1, 40) WHERE {people:UInt32} > 0`
