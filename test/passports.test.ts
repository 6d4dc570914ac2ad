import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MetricResponse } from '../app/features/metrics/contract.ts'
import { metrics } from '../app/features/metrics/feature.ts'
import type { OverviewResponse } from '../app/features/overview/contract.ts'
import { overview } from '../app/features/overview/feature.ts'
import { describeApi } from '../docs/pages/describe-api.ts'
import { startTestPlatform, type TestPlatform } from './platform.ts'

/** Answers of these tags are what pages show of the world. */
const FIGURES = new Set(['pages', 'metrics', 'trends', 'predictions', 'features', 'customers', 'business', 'models'])
/** Numbers that are none of the world’s, each with the reason. */
const WITHOUT: Readonly<Record<string, string>> = {
  'GET /v1/customers/loads': 'what was loaded, with its provenance',
  'POST /v1/customers/loads/remove': 'how many rows were removed',
  'GET /v1/customers/simulations': 'how far simulations are',
  'GET /v1/customers/simulations/{id}': 'how far a simulation is',
  'POST /v1/customers/simulations/{id}/cancel': 'how far a simulation is',
  'GET /v1/models/{name}/trainings/{id}': 'how far a training is',
  'POST /v1/models/{name}/trainings/{id}/cancel': 'how far a training is',
  'POST /v1/models/{name}/versions/{version}/promote': 'numbers of versions',
  'POST /v1/models/{name}/versions/{version}/retire': 'numbers of versions',
  'POST /v1/models/{name}/roll-back': 'numbers of versions',
  'GET /v1/metrics': 'definitions and weights',
  'PUT /v1/metrics/settings': 'weights',
  'GET /v1/events': 'single events, each with its own provenance',
  'GET /v1/youtube-trends/runs/{id}': 'how far a run is',
  'POST /v1/youtube-trends/runs/{id}/cancel': 'how far a run is',
}

interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

const operations = await figureOperations()

async function figureOperations() {
  const { paths } = (await describeApi()) as unknown as { paths: Record<string, Record<string, Operation>> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags = [] }]) => tags.some((tag) => FIGURES.has(tag)))
      .flatMap(([method, { responses }]) => {
        const schema = responses?.['200']?.content?.['application/json']?.schema
        return schema === undefined ? [] : [{ name: `${method.toUpperCase()} ${path}`, schema }]
      }),
  )
}

interface Operation {
  readonly tags?: readonly string[]
  readonly responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>
}

function parts({ properties = {}, items, anyOf = [], allOf = [] }: Schema): Schema[] {
  return [...Object.values(properties), ...(items === undefined ? [] : [items]), ...anyOf, ...allOf]
}

function bearsFigures(schema: Schema): boolean {
  return schema.type === 'number' || schema.type === 'integer' || parts(schema).some(bearsFigures)
}

function carriesPassport(schema: Schema): boolean {
  return schema.properties?.passport !== undefined || parts(schema).some(carriesPassport)
}

test.each(operations)('$name: an answer with figures says where they come from', ({ name, schema }) => {
  if (name in WITHOUT || !bearsFigures(schema)) return
  expect(carriesPassport(schema)).toBe(true)
})

test('what is left out is there, and lacks a passport', () => {
  const lacking = operations.filter(({ schema }) => bearsFigures(schema) && !carriesPassport(schema)).map(({ name }) => name)
  expect(lacking.sort()).toEqual(Object.keys(WITHOUT).sort())
})

describe('figures over rows of several kinds', () => {
  const PERIOD = 'from=2026-03-01&to=2026-03-02'
  const INSERT = `INSERT INTO events (workspace_id, message_id, type, content_id, actor_id, platform, occurred_at, received_at, provenance)
    SELECT {workspace_id:String}, concat({provenance:String}, toString(number)), if(number % 2 = 0, 'view', 'like'), 'post', toString(number), 'web',
      toDateTime64('2026-03-01 10:00:00', 3), now64(3), {provenance:String}
    FROM numbers(40)`
  let trill: TestPlatform

  beforeAll(async () => {
    trill = await startTestPlatform([overview, metrics])
    const kinds = { real: ['measured'], mixed: ['measured', 'imported'], partly: ['measured', 'simulated'], made: ['simulated'], empty: [] }
    for (const [workspace_id, provenances] of Object.entries(kinds)) {
      await trill.addWorkspace({ id: workspace_id, time_zone: 'UTC' })
      for (const provenance of provenances) await trill.platform.events.command(INSERT, { workspace_id, provenance })
    }
  })
  afterAll(() => trill.close())

  const read = async <T>(path: string, workspace: string): Promise<T> => {
    const headers = { authorization: `Bearer ${trill.secret}` }
    return (await trill.inject({ url: `${path}?${PERIOD}&workspace_id=${workspace}`, headers })).json() as T
  }

  test.each([
    ['real', 'measured', 'derived'],
    ['mixed', 'mixed', 'derived'],
    ['partly', 'partly_simulated', 'partly_simulated'],
    ['made', 'simulated', 'simulated'],
    ['empty', 'unavailable', 'unavailable'],
  ])('a metric of the workspace %s is %s when it is counted, %s when it is calculated', async (workspace, counted, calculated) => {
    const views = await read<MetricResponse>('/v1/metrics/views', workspace)
    const rate = await read<MetricResponse>('/v1/metrics/engagement_rate_by_views', workspace)
    expect([views.passport.status, rate.passport.status]).toEqual([counted, calculated])
    const { figures } = await read<OverviewResponse>('/v1/overview', workspace)
    const statusOf = (metric: string) => figures.find((figure) => figure.metric === metric)?.passport.status
    if (workspace !== 'empty') expect([statusOf('views'), statusOf('engagement_rate_by_views')]).toEqual([counted, calculated])
  })

  test('a passport says what was seen, when, and how much', async () => {
    const { passport } = await read<MetricResponse>('/v1/metrics/views', 'partly')
    expect(passport).toEqual({
      status: 'partly_simulated',
      source: 'events (measured, simulated)',
      observed_at: '2026-03-01T10:00:00.000Z',
      definition: 'views',
      version: expect.stringMatching(/^Trill /),
      n: 80,
    })
  })
})
