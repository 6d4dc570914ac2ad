import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { QueryParameters } from '../../platform/clickhouse/event-store.ts'
import { typed } from '../../platform/http/type-provider.ts'
import { activityGround, passportOf } from '../../platform/passport/ground.ts'
import type { Platform } from '../../platform/platform.ts'
import { type Thresholds, thresholdsFor } from '../../platform/privacy/small-groups.ts'
import { selectionOf } from '../../platform/query/selection.ts'
import { PlatformsQuery, PlatformsResponse } from './contract.ts'
import { platformsOf, type Rows, type Small } from './platforms.ts'

/** Milliseconds to wait for what was acknowledged just now. */
const PATIENCE_MILLISECONDS = 250
/** Posts whose course is looked at, the latest first. */
const COURSES_MAX = 5000

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const QUERIES = { gathered: sql('gathered'), published: sql('published'), days: sql('days'), courses: sql('courses') } as const
const AUDIENCE = sql('audience')
const AUDIENCE_OF_POSTS = sql('audience-of-posts')

export function platformsRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const schema = {
    tags: ['pages'],
    summary: 'The platforms of a period side by side',
    querystring: PlatformsQuery,
    response: { 200: PlatformsResponse },
  }
  http.get('/v1/platforms', { config: { permission: 'read_figures' }, schema }, async (request) => {
    const { parameters, period, workspace } = await selectionOf(request, request.query, platform)
    await platform.log.settle(PATIENCE_MILLISECONDS)
    const [rows, thresholds, ground] = await Promise.all([
      rowsOf(parameters, platform),
      thresholdsFor(request.access, workspace.id, platform),
      activityGround(parameters, platform.events),
    ])
    const small = thresholds === undefined ? undefined : await smallOf(parameters, thresholds, platform)
    const passport = passportOf(ground, { name: 'platforms', making: 'calculated' }, small === undefined ? ground.n : null)
    return { ...platformsOf(rows, period, small), passport }
  })
}

async function rowsOf(parameters: QueryParameters, { events }: Platform): Promise<Rows> {
  const asked = { ...parameters, limit: COURSES_MAX }
  const [gathered, published, days, courses] = await Promise.all([
    events.rows<Rows['gathered'][number]>(QUERIES.gathered, asked),
    events.rows<Rows['published'][number]>(QUERIES.published, asked),
    events.rows<Rows['days'][number]>(QUERIES.days, asked),
    events.rows<Rows['courses'][number]>(QUERIES.courses, asked),
  ])
  return { gathered, published, days, courses }
}

async function smallOf(parameters: QueryParameters, thresholds: Thresholds, { events }: Platform): Promise<Small> {
  const [platforms, posts] = await Promise.all([
    events.rows<Small['platforms'][number]>(AUDIENCE, parameters),
    events.rows<Small['posts'][number]>(AUDIENCE_OF_POSTS, parameters),
  ])
  return { thresholds, platforms, posts }
}
