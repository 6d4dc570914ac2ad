/** An event as it is sent. */
interface KnownEvent extends Readonly<Record<string, unknown>> {
  readonly type: string
  readonly occurred_at: string
}

/** A Sunday, at midnight UTC. */
export const AS_OF = Date.parse('2026-11-01T00:00:00Z')
export const NEXT_DAY = Date.parse('2026-11-02T00:00:00Z')

const by =
  (actor_id: string) =>
  (occurred_at: string, type: string, rest: object = {}): KnownEvent => ({
    actor_id,
    type,
    occurred_at: `2026-${occurred_at}Z`,
    platform: 'web',
    ...rest,
  })
const ada = by('ada')
const ann = by('ann')
const bob = by('bob')
const carl = by('carl')
const cat = by('cat')
const cleo = by('cleo')
const dan = by('dan')
const dora = by('dora')
const eve = by('eve')
const fay = by('fay')
const post = (content_id: string, category: string, properties: object = {}) => ({ content_id, properties: { category, ...properties } })

/** What Ada did and what was done to her, and the posts she touched. */
export const ADAS_HISTORY: readonly KnownEvent[] = [
  carl('10-01T12:00:00', 'content_publish', post('p1', 'Art')),
  carl('10-01T12:30:00', 'content_publish', post('q1', 'Quiz')),
  dora('10-01T13:00:00', 'content_publish', post('p2', 'Food')),
  ada('09-01T12:00:00', 'purchase', { value: 20, currency: 'EUR' }),
  ada('09-01T12:00:01', 'purchase', { value: 10, currency: 'EUR' }),
  ada('09-01T12:00:02', 'refund', { value: 10, currency: 'EUR' }),
  ada('09-15T12:00:00', 'content_publish', post('p8', 'Art')),
  ada('10-19T12:00:00', 'share', { content_id: 'p1' }),
  ada('10-19T12:10:00', 'date_completed', { target_id: 'bob' }),
  ada('10-20T12:00:00', 'swipe_right', { target_id: 'bob', platform: 'ios' }),
  ada('10-20T12:00:30', 'swipe_left', { target_id: 'cleo', platform: 'ios' }),
  ada('10-20T12:01:00', 'match', { target_id: 'bob', platform: 'ios' }),
  ada('10-20T12:02:00', 'follow', { target_id: 'dan', platform: 'ios' }),
  ada('10-25T12:00:00', 'content_publish', post('p9', 'Art')),
  ada('10-30T08:00:00', 'quiz_start', { content_id: 'q1' }),
  ada('10-30T08:00:10', 'quiz_answer', { content_id: 'q1' }),
  ada('10-30T08:00:40', 'quiz_answer', { content_id: 'q1' }),
  ada('10-30T08:01:00', 'quiz_complete', { content_id: 'q1', value: 7 }),
  ada('10-30T08:05:00', 'quiz_start', { content_id: 'q1' }),
  ada('10-31T10:00:00', 'view', { content_id: 'p1', device: 'mobile', referrer: 'https://example.org/' }),
  ada('10-31T10:01:00', 'like', { content_id: 'p1', device: 'mobile' }),
  ada('10-31T10:03:00', 'comment', { content_id: 'p2', device: 'desktop', text: 'Salt.' }),
  ada('10-31T23:00:00', 'message', { target_id: 'bob' }),
  bob('09-16T10:00:00', 'view', { content_id: 'p8' }),
  bob('10-21T10:00:00', 'follow', { target_id: 'ada' }),
  bob('10-25T13:00:00', 'view', { content_id: 'p9' }),
  bob('10-26T10:00:00', 'like', { content_id: 'p9' }),
  bob('10-26T10:01:00', 'comment', { content_id: 'p9', text: 'Nice.' }),
  bob('10-26T10:02:00', 'share', { content_id: 'p9' }),
  cleo('10-26T11:00:00', 'view', { content_id: 'p9' }),
  cleo('10-30T09:00:00', 'message', { target_id: 'ada' }),
  bob('10-31T22:00:00', 'message', { target_id: 'ada' }),
]

/** What was done with Eve's post `v1`, up to midnight. */
export const POSTS_HISTORY: readonly KnownEvent[] = [
  eve('10-20T12:00:00', 'content_publish', post('v0', 'Art')),
  ann('10-20T13:00:00', 'view', { content_id: 'v0' }),
  bob('10-21T11:59:59', 'view', { content_id: 'v0' }),
  cat('10-21T12:00:00', 'view', { content_id: 'v0' }),
  eve('10-31T06:00:00', 'content_publish', post('v00', 'Art')),
  eve('10-31T12:00:00', 'content_publish', { ...post('v1', 'Art', { title: 'Hello world', tags: ['one', 'two'] }), language: 'en' }),
  ann('10-31T12:05:00', 'impression', { content_id: 'v1' }),
  ann('10-31T12:10:00', 'view', { content_id: 'v1' }),
  eve('10-31T12:10:00', 'view', { content_id: 'v1' }),
  ann('10-31T12:11:00', 'view', { content_id: 'v1' }),
  ann('10-31T12:20:00', 'like', { content_id: 'v1' }),
  ann('10-31T12:50:00', 'share', { content_id: 'v1', message_id: 's1' }),
  bob('10-31T13:30:00', 'share', { content_id: 'v1', message_id: 's2', parent_message_id: 's1' }),
  cat('10-31T13:40:00', 'share', { content_id: 'v1', message_id: 's3', parent_message_id: 's1' }),
  dan('10-31T17:00:00', 'share', { content_id: 'v1', message_id: 's4', parent_message_id: 's2' }),
  bob('10-31T22:30:00', 'comment', { content_id: 'v1', text: 'nice!', properties: { sentiment: 'positive' } }),
  cat('10-31T23:10:00', 'comment', { content_id: 'v1', text: 'bad', properties: { sentiment: -0.5 } }),
  fay('10-31T23:30:00', 'view', { content_id: 'v1' }),
  fay('10-31T23:40:00', 'save', { content_id: 'v1' }),
  fay('10-31T23:50:00', 'complete', { content_id: 'v1' }),
]

/** What came on the day after. */
export const NEXT_DAYS_HISTORY: readonly KnownEvent[] = [by('gus')('11-01T10:00:00', 'like', { content_id: 'v1' })]

export const REPORTS = [
  { content_id: 'v1', observed_at: '2026-10-31T18:00:00Z', views: 100 },
  { content_id: 'v1', observed_at: '2026-11-01T20:00:00Z', views: 150 },
]
