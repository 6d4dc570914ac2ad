import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'
import { run } from './program.ts'

const TRILL = fileURLToPath(new URL('../../bin/trill.mjs', import.meta.url))

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

/** The command in this process, with a standard input of its own. */
async function score(words: readonly string[], input: string, settings: Record<string, string> = {}) {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value)
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(Readable.from([Buffer.from(input)]) as unknown as typeof process.stdin)
  const out: string[] = []
  const err: string[] = []
  const terminal = {
    out: (text: string) => void out.push(`${text}\n`),
    err: (text: string) => void err.push(`${text}\n`),
    isWatched: false,
  }
  const status = await run(['node', 'trill', 'score', ...words], terminal)
  return { status, ...answersOf({ out: out.join(''), err: err.join('') }) }
}

async function scoreApart(words: readonly string[], input: string) {
  const child = spawn(process.execPath, [TRILL, 'score', ...words])
  child.stdin.end(input)
  const ran = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (ran.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.err += text))
  const [status] = (await once(child, 'close')) as [number | null]
  return { status, ...answersOf(ran) }
}

function answersOf({ out, err }: { readonly out: string; readonly err: string }) {
  const lines = out.trimEnd().split('\n').filter(Boolean)
  return { answers: lines.map((line) => JSON.parse(line)), err }
}

const matches = (count: number, match: object) => JSON.stringify({ matches: Array.from({ length: count }, () => match) })

// Known answers: the specification of version 2.0 of the scores, and arithmetic on its formulas.
test.each([
  [['youtube'], { views: 10, likes: 1, comments: 0, daysOld: 30 }, { score: 100, class: 'viral', version: '2.0', notes: ['few_views'] }],
  [['youtube'], { views: 1e9, likes: 1, comments: 0, daysOld: 10 }, { score: 70, class: 'trending' }],
  [
    ['youtube'],
    { views: 0, publishedAt: '2026-01-01T00:00:00Z', now: '2026-01-02T00:00:00Z' },
    { score: 10, components: { base: 0, engagement: 0, recency: 10 } },
  ],
  [['engagement'], { views: 100, likes: 4, comments: 1 }, { score: 5, class: 'moderate', raw: 5 }],
  [['view-velocity'], { views: 100_001, daysOld: 0.5 }, { score: 100_001, class: 'very_high' }],
  [['cross-platform'], { twitter: 85, reddit: 0, news: 3 }, { score: 30, class: 'some', unavailable: [] }],
  [['cross-platform'], { twitter: 40, reddit: null }, { score: 14, unavailable: ['reddit', 'news'], notes: ['unavailable_platforms'] }],
])('%j of %j', { timeout: 60_000 }, async (words, input, expected) => {
  const { status, answers, err } = await score(words, JSON.stringify(input))
  expect(err).toBe('')
  expect(answers).toMatchObject([expected])
  expect(status).toBe(0)
})

test('matches on X, Reddit and in the news are scored, with the caps of the profile asked for', { timeout: 60_000 }, async () => {
  const posts = matches(150, { similarity: 0, impressions: 100 })
  const [formula] = (await score(['twitter'], posts)).answers
  expect(formula.components.volume).toBeCloseTo(15 * Math.log10(151), 10)
  const [table] = (await score(['twitter', '--profile', 'table'], posts)).answers
  expect(table).toMatchObject({ class: 'viral', components: { volume: 30, bonus: 10, validTweets: 0 } })
  expect((await score(['reddit'], matches(3, { upvotes: 50 }))).answers[0]).toMatchObject({ class: 'viral', components: { validPosts: 3 } })
  const [news] = (await score(['news'], matches(1, { similarity: 1, source: 'Reuters', tier: 1 }))).answers
  expect(news).toMatchObject({ score: 40, class: null })
  const [listed] = (await score(['news'], matches(1, { similarity: 1, source: 'Reuters' }))).answers
  expect(listed).toMatchObject({ score: 40, notes: ['unknown_tier'] })
  const [own] = (await score(['news'], matches(1, { similarity: 1, source: 'Reuters' }), { TRILL_NEWS_SOURCES: 'reuters=3' })).answers
  expect(own).toMatchObject({ score: 32 })
})

test('what cannot be scored is named by line and field, and the others are scored', { timeout: 60_000 }, async () => {
  const lines = [
    '{"views":5}',
    '{"views":-3}',
    '{"likes":3}',
    '{"views":5,"extra":1}',
    '{"views":5,"publishedAt":"2999-01-01"}',
    '{"views":5,"publishedAt":0,"daysOld":1}',
    '[1]',
    'x',
  ]
  const { status, answers, err } = await score(['youtube'], `${lines.join('\n')}\n\n`)
  expect(status).toBe(3)
  expect(answers).toHaveLength(1)
  expect(err.trimEnd().split('\n')).toEqual([
    'line 2: views must be >= 0',
    'line 3: views is missing',
    'line 4: extra is not known',
    'line 5: publishedAt "2999-01-01" lies in the future',
    'line 6: give publishedAt or daysOld, not both',
    'line 7: the input must be object',
    expect.stringMatching(/^line 8: not JSON/),
  ])
  expect(await score(['twitter'], '{"matches":[{"similarity":0.5},{"similarity":1.2}]}')).toMatchObject({
    status: 1,
    answers: [],
    err: 'line 1: matches[1].similarity must be <= 1\n',
  })
  expect(await score(['news'], '')).toMatchObject({ status: 1, err: expect.stringContaining('Nothing to score') })
})

// What a count may be at most is 1e300: greater ones could not be added up, and JSON has no word for infinite.
test.each<[string, [object, string][]]>([
  [
    'youtube',
    [
      [{ views: 1, likes: 1.7e308, comments: 1.7e308 }, 'likes must be <= 1e+300'],
      [{ views: 10, likes: '3' }, 'likes must be number or null'],
      [{ views: 10, publishedAt: true }, 'publishedAt must be string, number or null'],
      [{ views: 10, publishedAt: 'part 7' }, 'publishedAt "part 7" must be a moment as ISO 8601 or in milliseconds'],
      [{ views: 10, publishedAt: '2026-02-30' }, 'publishedAt "2026-02-30" must be a moment as ISO 8601 or in milliseconds'],
    ],
  ],
  ['engagement', [[{ views: 1, likes: 1e308, comments: 1e308 }, 'likes must be <= 1e+300']]],
  ['view-velocity', [[{ views: 1e308, daysOld: 1 }, 'views must be <= 1e+300']]],
  ['twitter', [[{ matches: [{ similarity: 0.5, impressions: 1.7e308 }] }, 'matches[0].impressions must be <= 1e+300']]],
  [
    'reddit',
    [
      [{ matches: [{ upvotes: -1e308 }] }, 'matches[0].upvotes must be >= -1e+300'],
      [{ matches: [{ upvotes: null }] }, 'matches[0].upvotes must be number'],
    ],
  ],
  [
    'news',
    [
      [{ matches: [{ similarity: 1, source: 'BBC', score: 1.7e308 }] }, 'matches[0].score must be <= 1e+300'],
      [{ matches: [{ similarity: 1, source: 'BBC', tier: 4 }] }, 'matches[0].tier must be 1, 2, 3 or null'],
    ],
  ],
  ['cross-platform', [[{ twitter: 1e308 }, 'twitter must be <= 1e+300']]],
])('%s names what cannot be', { timeout: 60_000 }, async (name, wrong) => {
  const { status, answers, err } = await score([name], wrong.map(([input]) => JSON.stringify(input)).join('\n'))
  expect([status, answers]).toEqual([1, []])
  expect(err.trimEnd().split('\n')).toEqual(wrong.map(([, fault], at) => `line ${at + 1}: ${fault}`))
})

test('huge counts have finite scores, and odd ones say why they are to be read with care', { timeout: 60_000 }, async () => {
  const lines = [
    { views: 0, likes: 1e300, comments: 1e300, daysOld: 3 },
    { views: 10, likes: 1, comments: 0, publishedAt: null },
    { views: 10, likes: 1, comments: 0, daysOld: -1 },
    { views: 10, likes: 0, comments: 0, publishedAt: '2026-01-01T00:00:00', now: '2026-01-08T00:00:00Z' },
  ]
  const { answers, err } = await score(['youtube'], lines.map((line) => JSON.stringify(line)).join('\n'))
  expect(err).toBe('')
  expect(answers.map(({ notes }) => notes)).toEqual([
    ['no_views', 'more_engagement_than_views'],
    ['unknown_age', 'few_views'],
    ['future_age', 'few_views'],
    ['few_views'],
  ])
  expect(Number.isFinite(answers[0].raw)).toBe(true)
  // Exactly seven days, wherever the machine stands: a moment without a zone is one of UTC.
  expect(answers[3].components.recency).toBe(0)
  const [none] = (await score(['engagement'], '{"views":0,"likes":3}')).answers
  expect(none).toMatchObject({ score: 300, notes: ['hidden_counts', 'no_views', 'more_engagement_than_views'] })
  const [early] = (await score(['view-velocity'], '{"views":500,"daysOld":-2}')).answers
  expect(early).toMatchObject({ score: 500, class: 'low', notes: ['future_age'] })
  const [alone] = (await score(['cross-platform'], '{"twitter":null,"twitterViral":null,"reddit":40,"news":8}')).answers
  expect(alone).toMatchObject({ score: 12, unavailable: ['twitter'] })
})

test('as a process of its own it reads a pipe, writes what can be scored, and ends with the status that says so', {
  timeout: 60_000,
}, async () => {
  const input = '{"views":10,"likes":1}\n{"views":-3}\n{"views":10,"likes":2}\n'
  const { status, answers, err } = await scoreApart(['engagement'], input)
  expect([status, answers.map(({ score: points }) => points), err]).toEqual([3, [10, 20], 'line 2: views must be >= 0\n'])
  expect(await score(['engagement'], input)).toEqual({ status, answers, err })
  expect(await scoreApart(['news'], '')).toMatchObject({ status: 1, answers: [], err: expect.stringContaining('Nothing to score') })
})

test('one object may stand over several lines', { timeout: 60_000 }, async () => {
  expect((await score(['engagement'], '{\n  "views": 10,\n  "likes": 1\n}\n')).answers).toMatchObject([{ score: 10, class: 'high' }])
})

test('a first line that is broken takes none of the others with it', { timeout: 60_000 }, async () => {
  const others = '{"views":10,"likes":1}\n{"views":10,"likes":2}\n'
  for (const broken of ['x', '{"views":10,', '', '{"views":10,"likes":1}}']) {
    const { status, answers, err } = await score(['engagement'], `${broken}\n${others}`)
    expect([broken, answers.map(({ score: points }) => points)]).toEqual([broken, [10, 20]])
    expect([status, err]).toEqual(broken === '' ? [0, ''] : [3, expect.stringMatching(/^line 1: not JSON: .*\n$/)])
  }
})

test('a byte order mark, as PowerShell writes one, is no part of the first object', { timeout: 60_000 }, async () => {
  const { status, answers } = await score(['engagement'], '\uFEFF{"views":10,"likes":1}\r\n{"views":10,"likes":2}\r\n')
  expect([status, answers.map(({ score: points }) => points)]).toEqual([0, [10, 20]])
})

test('what is no finite number is no number of views', { timeout: 60_000 }, async () => {
  const lines = ['1e999', '-1e999', 'NaN', '"5"', 'true'].map((views) => `{"views":${views}}`)
  const { status, answers, err } = await score(['youtube'], lines.join('\n'))
  expect([status, answers, err.trimEnd().split('\n').length]).toEqual([1, [], lines.length])
})
