import { readFileSync } from 'node:fs'
import { hourOfWeek } from '@trill/core/posting-time/hour-of-week'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import { passportOf, postsGround } from '../../platform/passport/ground.ts'
import type { Platform } from '../../platform/platform.ts'
import { thresholdsFor } from '../../platform/privacy/small-groups.ts'
import { calendarOf } from '../../platform/query/period.ts'
import { readableWorkspace } from '../../platform/query/selection.ts'
import { TimingQuery, TimingResponse } from './contract.ts'
import { type AccountRow, type AudienceRow, chosenOf, type PostRow, platformsOf, timesOf } from './timing.ts'

const DAY_MILLISECONDS = 86_400_000
/** A post is judged when it is so old: most of what it gathers has come. */
const MATURE_MILLISECONDS = DAY_MILLISECONDS
/** Posts of a platform that are looked at, the latest first. */
const POSTS_MAX = 20_000

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const ACCOUNTS = sql('accounts')
const POSTS = sql('posts')
const AUDIENCE = sql('audience')

export function timingRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const schema = {
    tags: ['pages'],
    summary: 'At which hours and weekdays posts fare well',
    querystring: TimingQuery,
    response: { 200: TimingResponse },
  }
  http.get('/v1/timing', { config: { permission: 'read_figures' }, schema }, async (request) => {
    const { query } = request
    const workspace = await readableWorkspace(request, query.workspace_id, platform)
    const { days = 180, time_zone: timeZone = workspace.time_zone } = query
    requireTimeZone(timeZone)
    const last_milliseconds = platform.now() - MATURE_MILLISECONDS
    const span = { workspace_id: workspace.id, first_milliseconds: platform.now() - days * DAY_MILLISECONDS, last_milliseconds }
    const people = platform.consents.guardOf(workspace.id)
    const found = await platform.events.rows<AccountRow>(ACCOUNTS, { ...span, platforms: [] })
    // A creator who is a minor or may not be stored is not named.
    const accounts = found.filter(({ creator_id }) => !(people?.hides(creator_id) ?? false))
    const chosen = chosenOf(accounts, query)
    if (chosen.creatorId !== '' && (people?.hides(chosen.creatorId) ?? false)) throw new Problem('not_found', 'There is no such account')
    const thresholds = await thresholdsFor(request.access, workspace.id, platform)
    const dayOf = calendarOf(workspace.time_zone)
    const period = { from: dayOf(span.first_milliseconds), to: dayOf(last_milliseconds), time_zone: workspace.time_zone }
    const [posts, audience, ground] = await Promise.all([
      platform.events.rows<PostRow>(POSTS, { ...span, platform: chosen.platform, limit: POSTS_MAX }),
      thresholds === undefined ? [] : platform.events.rows<AudienceRow>(AUDIENCE, { workspace_id: workspace.id }),
      postsGround({ workspace_id: workspace.id, ...period, platforms: [chosen.platform] }, platform.events),
    ])
    const times = timesOf(posts, { creatorId: chosen.creatorId, timeZone }, audience, thresholds)
    return {
      time_zone: timeZone,
      days,
      platform: chosen.platform,
      creator_id: chosen.creatorId,
      creator_name: chosen.creatorName,
      accounts,
      platforms: platformsOf(accounts),
      passport: passportOf(ground, { name: 'timing_lift', making: 'estimated' }, times.posts),
      ...times,
    }
  })
}

function requireTimeZone(timeZone: string): void {
  try {
    hourOfWeek(0, timeZone)
  } catch {
    throw new Problem('invalid_request', `time_zone ${JSON.stringify(timeZone)} is not known`)
  }
}
