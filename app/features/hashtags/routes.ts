import { readFileSync } from 'node:fs'
import { hashtagOf } from '@trill/core/topics/terms'
import type { FastifyInstance } from 'fastify'
import { typed } from '../../platform/http/type-provider.ts'
import { passportOf, postsGround } from '../../platform/passport/ground.ts'
import type { Platform } from '../../platform/platform.ts'
import { thresholdsFor } from '../../platform/privacy/small-groups.ts'
import { selectionOf } from '../../platform/query/selection.ts'
import { HashtagsQuery, HashtagsResponse } from './contract.ts'
import { type AudienceRow, hashtagsOf, ordered, type PostRow } from './hashtags.ts'

/** Posts that are looked at, the latest first. */
const POSTS_MAX = 20_000

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const POSTS = sql('posts')
const AUDIENCE = sql('audience')

export function hashtagsRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const schema = {
    tags: ['pages'],
    summary: 'Hashtags of a period: how often, how their posts fare, and with which others',
    querystring: HashtagsQuery,
    response: { 200: HashtagsResponse },
  }
  http.get('/v1/hashtags', { config: { permission: 'read_figures' }, schema }, async (request) => {
    const { parameters, workspace } = await selectionOf(request, request.query, platform)
    const { category = '', search = '', sort = 'posts', limit = 50, offset = 0 } = request.query
    const thresholds = await thresholdsFor(request.access, workspace.id, platform)
    const [posts, audience, ground] = await Promise.all([
      platform.events.rows<PostRow>(POSTS, { ...parameters, category, limit: POSTS_MAX }),
      thresholds === undefined ? [] : platform.events.rows<AudienceRow>(AUDIENCE, parameters),
      postsGround(parameters, platform.events),
    ])
    const { rows, ...rest } = hashtagsOf(posts, audience, thresholds)
    const wanted = hashtagOf(search)
    const found = rows.filter(({ hashtag }) => search === '' || (wanted !== '' && hashtag.includes(wanted)))
    const passport = passportOf(ground, { name: 'hashtag_lift', making: 'estimated' }, rest.looked_at)
    return { ...rest, total: found.length, passport, items: ordered(found, sort).slice(offset, offset + limit) }
  })
}
