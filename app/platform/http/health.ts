import { constants } from 'node:fs'
import { access, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Platform } from '../platform.ts'

/** A disk with less than this is as good as full. */
const FREE_BYTES_MIN = 64 * 1024 * 1024
/** Whoever asks more often gets the last answer again: the check writes. */
const CHECK_MILLISECONDS = 1000
const PATIENCE_MILLISECONDS = 5000

const Check = Type.Object({ ok: Type.Boolean(), detail: Type.String({ description: 'What was found, or what is wrong.' }) })
const Readiness = Type.Object({
  status: Type.Union([Type.Literal('ready'), Type.Literal('not_ready')]),
  checks: Type.Object({ events: Check, metadata: Check, journal: Check }),
})
type Readiness = Static<typeof Readiness>

/** Whether the process lives, whether it can do its work, and its measurements. */
export function healthRoutes(http: FastifyInstance, platform: Platform): void {
  const config = { permission: 'public' } as const
  const tags = ['operation']
  let last: Promise<Readiness> | undefined
  let lastAt = Number.NEGATIVE_INFINITY
  const readiness = () => {
    if (last === undefined || platform.now() - lastAt >= CHECK_MILLISECONDS) {
      last = check(platform)
      lastAt = platform.now()
    }
    return last
  }
  http.get(
    '/healthz',
    { config, schema: { tags, summary: 'The process lives', response: { 200: Type.Object({ status: Type.Literal('ok') }) } } },
    async () => ({ status: 'ok' }),
  )
  http.get(
    '/readyz',
    { config, schema: { tags, summary: 'Both stores and the journal can be written', response: { 200: Readiness, 503: Readiness } } },
    async (_request, reply) => {
      const { status, checks } = await readiness()
      return reply.code(status === 'ready' ? 200 : 503).send({ status, checks })
    },
  )
  http.get(
    '/metrics',
    { config, schema: { tags, summary: 'Measurements in Prometheus’ text format', produces: ['text/plain'] } },
    async (_request, reply) => {
      const { registry } = platform.measurements
      return reply.type(registry.contentType).send(await registry.metrics())
    },
  )
}

async function check(platform: Platform): Promise<Readiness> {
  const [events, metadata, journal] = await Promise.all([
    outcome(async () => `ClickHouse ${await platform.events.version()}, ${platform.events.kind}`),
    outcome(() => checkMetadata(platform)),
    outcome(() => checkJournal(platform)),
  ])
  const ready = events.ok && metadata.ok && journal.ok
  return { status: ready ? 'ready' : 'not_ready', checks: { events, metadata, journal } }
}

/** A transaction number is only given where something can be written. */
async function checkMetadata({ metadata }: Platform): Promise<string> {
  await metadata.query('SELECT pg_current_xact_id()')
  return `PostgreSQL ${await metadata.version()}, ${metadata.kind}`
}

/** The journal takes events as long as the event store can be filled from it and the disk has room. */
async function checkJournal({ config, log }: Platform): Promise<string> {
  const { trouble, pendingEvents } = log.state()
  if (trouble !== '') throw new Error(`Events wait for the event store: ${trouble}`)
  await access(join(config.dataDir, 'journal'), constants.W_OK)
  const { bavail, bsize } = await statfs(config.dataDir)
  const free = bavail * bsize
  if (free < FREE_BYTES_MIN) throw new Error(`Only ${Math.floor(free / 1e6)} MB are free in the data directory`)
  return `${pendingEvents} events wait for the event store, ${Math.floor(free / 1e6)} MB free`
}

async function outcome(work: () => Promise<string>): Promise<Static<typeof Check>> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer in ${PATIENCE_MILLISECONDS / 1000} s`)), PATIENCE_MILLISECONDS)
  })
  try {
    return { ok: true, detail: await Promise.race([work(), late]) }
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) }
  } finally {
    clearTimeout(timer)
  }
}
