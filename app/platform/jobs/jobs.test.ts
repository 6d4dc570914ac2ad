import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES, lacksEngine, openDatabase } from '../../../test/metadata-engines.ts'
import { preparePostgres } from '../../../test/store-templates.ts'
import { addWorkspace } from '../access/workspaces.ts'
import type { Metadata } from '../postgres/metadata.ts'
import { openMetadata } from '../postgres/open.ts'
import { type JobEnd, JobRunner, type JobWork } from './job-runner.ts'
import { addJob, beat, claimJobs, finishAttempt, LEASE_MILLISECONDS } from './job-table.ts'

const logger = pino({ level: 'silent' })

describe.each(ENGINES)('jobs in the %s store', (engine) => {
  describe.skipIf(lacksEngine(engine))('are done once', () => {
    let now = Date.parse('2026-11-22T08:00:00Z')
    const dataDir = mkdtempSync(join(tmpdir(), 'trill-jobs-'))
    /** Two processes’ connections; the embedded store has one process. */
    let stores: readonly [Metadata, Metadata]
    let drop: () => Promise<void>

    beforeAll(async () => {
      const database = await openDatabase(engine)
      drop = database.drop
      if (engine === 'embedded') await preparePostgres(dataDir)
      const open = () => openMetadata({ dataDir, postgresUrl: database.postgresUrl, logger })
      const first = await open()
      stores = [first, engine === 'server' ? await open() : first]
      const created_at = new Date(now).toISOString()
      await addWorkspace(first, { id: 'club', name: 'Club', time_zone: 'UTC', provenance: 'measured', created_at })
    })
    afterAll(async () => {
      for (const store of new Set(stores)) await store.close()
      await drop?.()
      rmSync(dataDir, { recursive: true, force: true })
    })

    const add = async (kind: string, { dueAt = now, attemptsMax = 8 } = {}) => {
      const id = randomUUID()
      await addJob(stores[0], { id, kind, workspaceId: 'club', dueAt, attemptsMax }, now)
      return id
    }
    const runnerOf = (metadata: Metadata, kind: string, work: JobWork, plan?: () => Promise<void>) =>
      new JobRunner({ platform: { metadata, logger, now: () => now }, work: { [kind]: work }, random: () => 1, ...(plan && { plan }) })
    const claim = (kind: string, store: 0 | 1 = 0) => claimJobs(stores[store], { kinds: [kind], limit: 10, now })
    const logOf = async (id: string) =>
      (await stores[0].query('SELECT attempt, outcome, says FROM job_attempts WHERE job_id = $1 ORDER BY attempt', [id])).rows
    const jobOf = async (id: string) =>
      (
        await stores[0].query<{ status: string; due_at: Date; leased_until: Date | null }>(
          'SELECT status, due_at, leased_until FROM jobs WHERE id = $1',
          [id],
        )
      ).rows[0]

    test('each of fifty by one of two processes that look at the same time', async () => {
      const ids = await Promise.all(Array.from({ length: 50 }, () => add('fifty')))
      const done: string[] = []
      const byProcess = [0, 0]
      const runners = stores.map((store, index) =>
        runnerOf(store, 'fifty', async ({ id }) => {
          await new Promise((resolve) => setTimeout(resolve, 1))
          done.push(id)
          byProcess[index] = (byProcess[index] ?? 0) + 1
          return { status: 'done', says: 'Sent' }
        }),
      )
      for (const runner of runners) runner.wake()
      await Promise.all(runners.map((runner) => runner.rest()))
      await Promise.all(runners.map((runner) => runner.close()))
      expect(done.toSorted()).toEqual(ids.toSorted())
      if (engine === 'server') expect(Math.min(...byProcess)).toBeGreaterThan(0)
    })

    test('one that fails in passing waits longer each time, and at last has failed', async () => {
      const id = await add('again', { attemptsMax: 3 })
      const runner = runnerOf(stores[0], 'again', async ({ attempt }) => ({ status: 'again', says: `Refused ${attempt}` }))
      const waits: number[] = []
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        runner.wake()
        await runner.rest()
        const job = await jobOf(id)
        waits.push((job?.due_at.getTime() ?? 0) - now)
        now = Math.max(now, job?.due_at.getTime() ?? 0)
      }
      await runner.close()
      expect(waits).toEqual([30_000, 90_000, 0])
      expect((await jobOf(id))?.status).toBe('failed')
      expect(await logOf(id)).toEqual([
        { attempt: 1, outcome: 'again', says: 'Refused 1' },
        { attempt: 2, outcome: 'again', says: 'Refused 2' },
        { attempt: 3, outcome: 'failed', says: 'Refused 3' },
      ])
    })

    test('one whose process was killed is taken over when its lease is over, and the dead process can finish nothing', async () => {
      const id = await add('killed')
      const [held] = await claim('killed')
      expect(await claim('killed', 1)).toEqual([])
      now += LEASE_MILLISECONDS - 1
      expect(await beat(stores[0], held as never, now)).toBe(true)
      now += LEASE_MILLISECONDS
      const [taken] = await claim('killed', 1)
      expect(taken).toMatchObject({ id, attempt: 2 })
      expect(await beat(stores[0], held as never, now)).toBe(false)
      expect(await finishAttempt(stores[0], held as never, { status: 'failed', says: 'Too late' }, now)).toBe(false)
      expect(await finishAttempt(stores[1], taken as never, { status: 'done', says: 'Sent' }, now)).toBe(true)
      expect(await logOf(id)).toEqual([
        { attempt: 1, outcome: 'lost', says: 'The process ended while it was at work' },
        { attempt: 2, outcome: 'done', says: 'Sent' },
      ])
    })

    test('one whose process is killed at its last attempt has failed', async () => {
      const id = await add('last', { attemptsMax: 1 })
      await claim('last')
      now += LEASE_MILLISECONDS
      expect(await claim('last')).toEqual([])
      expect((await jobOf(id))?.status).toBe('failed')
      expect(await logOf(id)).toEqual([{ attempt: 1, outcome: 'lost', says: 'The process ended while it was at work' }])
    })

    test('one that breaks off is tried again; one that is cut short by the end of the process counts as not tried', async () => {
      const id = await add('broken')
      const breaking = runnerOf(stores[0], 'broken', async () => {
        throw new Error('secret detail')
      })
      breaking.wake()
      await breaking.rest()
      await breaking.close()
      expect(await logOf(id)).toEqual([{ attempt: 1, outcome: 'again', says: 'Something went wrong in Trill; its log tells more' }])
      now += 60_000
      const ending = runnerOf(stores[0], 'broken', (_job, signal) => {
        return new Promise<JobEnd>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      })
      const running = ending.runNow(id)
      while ((await jobOf(id))?.status !== 'running') await new Promise((resolve) => setTimeout(resolve, 2))
      await ending.close()
      await running
      expect(await jobOf(id)).toMatchObject({ status: 'waiting' })
      expect(await logOf(id)).toHaveLength(1)
    })

    test('one that is not due waits until it is asked for; what is long finished is forgotten', async () => {
      const id = await add('later', { dueAt: now + 1000 })
      const runner = runnerOf(stores[0], 'later', async () => ({ status: 'done', says: '' }))
      runner.wake()
      await runner.rest()
      expect((await jobOf(id))?.status).toBe('waiting')
      expect(await runner.runNow(id)).toEqual({ status: 'done', says: '' })
      expect(await runner.runNow(id)).toBeUndefined()
      now += 91 * 86_400_000
      runner.wake()
      await runner.rest()
      expect(await jobOf(id)).toBeUndefined()
      await runner.close()
    })

    test('one whose process was stopped for longer than a lease is not begun a second time by that process', async () => {
      const id = await add('stopped')
      let begun = 0
      let letGo = () => {}
      const gate = new Promise<void>((resolve) => {
        letGo = resolve
      })
      const runner = runnerOf(stores[0], 'stopped', async () => {
        begun += 1
        await gate
        return { status: 'done', says: 'Sent' }
      })
      runner.wake()
      while (begun === 0) await new Promise((resolve) => setTimeout(resolve, 2))
      now += 10 * LEASE_MILLISECONDS
      runner.wake()
      while (((await jobOf(id))?.leased_until?.getTime() ?? 0) <= now) await new Promise((resolve) => setTimeout(resolve, 2))
      letGo()
      await runner.rest()
      await runner.close()
      expect(begun).toBe(1)
      expect(await logOf(id)).toEqual([{ attempt: 1, outcome: 'done', says: 'Sent' }])
    })

    test('one that was done is not done again because the store could not be written to for a moment', async () => {
      const id = await add('unwritten')
      let failures = 0
      const shaky: Metadata = {
        kind: engine,
        version: () => stores[0].version(),
        query: (...asked) => stores[0].query(...asked),
        transaction: (work) => (failures-- > 0 ? Promise.reject(new Error('The connection broke')) : stores[0].transaction(work)),
        close: async () => undefined,
      }
      const runner = runnerOf(shaky, 'unwritten', async () => {
        failures = 1
        return { status: 'done', says: 'Sent' }
      })
      runner.wake()
      await runner.rest()
      await runner.close()
      expect(await logOf(id)).toEqual([{ attempt: 1, outcome: 'done', says: 'Sent' }])
    })

    test('those in the table also where nothing can be planned', async () => {
      const id = await add('planned')
      const done = async () => ({ status: 'done', says: '' }) as const
      const runner = runnerOf(stores[0], 'planned', done, () => Promise.reject(new Error('A calendar without days')))
      runner.wake()
      await runner.rest()
      await runner.close()
      expect((await jobOf(id))?.status).toBe('done')
    })
  })
})
