import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { openEmbedded } from '../../app/platform/clickhouse/embedded.ts'
import { openMetadata } from '../../app/platform/postgres/open.ts'
import { PersonAttributes } from '../../app/platform/privacy/person-attributes.ts'
import { openVault } from '../../app/platform/secrets/vault.ts'
import { temporaryDirectory, totals, totalsOf } from '../event-log.ts'
import { prepareDataDirectory } from '../store-templates.ts'
import { createWriteKey, startTrill, type TrillProcess } from '../trill-process.ts'

const KILLS = 20
const SENDERS = 4
const LARGEST_BATCH = 300
const PERSON = 'person-of-all-batches'

const { path: dataDir, remove } = temporaryDirectory()
afterAll(remove)

interface Run {
  /** Where the server answers at this moment. */
  url: string
  key: string
  stopping: boolean
  readonly acknowledged: string[]
  /** What the latest acknowledged batch said of each trait. */
  readonly said: Map<string, number>
  repeated: number
}

/** Sends batch after batch; one that was not acknowledged is sent again, with the same ids, until it is. */
async function send(run: Run, sender: number): Promise<void> {
  for (let batch = 0; !run.stopping; batch += 1) {
    const ids = Array.from({ length: randomInt(1, LARGEST_BATCH) }, (_, index) => `${sender}-${batch}-${index}`)
    await untilAcknowledged(run, ids)
    run.acknowledged.push(...ids)
    run.said.set(traitOf(ids), batch)
    // As a client does whose connection broke before it read the answer.
    if (randomInt(5) === 0) {
      run.repeated += ids.length
      await untilAcknowledged(run, ids)
    }
  }
}

async function untilAcknowledged(run: Run, ids: readonly string[]): Promise<void> {
  const body = JSON.stringify(
    ids.map((id, index) => {
      const event = { message_id: id, content_id: 'c1', platform: 'web' }
      if (index > 0) return { ...event, type: 'view', actor_id: `u${id.length}` }
      return { ...event, type: 'identify', actor_id: PERSON, properties: { [traitOf(ids)]: Number(id.split('-')[1]) } }
    }),
  )
  for (;;) {
    try {
      const response = await fetch(`${run.url}/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${run.key}`, 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(10_000),
      })
      const { accepted } = (await response.json()) as { accepted?: number }
      if (response.status === 200 && accepted === ids.length) return
    } catch {
      // The server was killed; it comes back at another address.
    }
    await pause(50)
  }
}

/** The first event of a batch says something about one person; each sender has traits of its own. */
function traitOf([first = '']: readonly string[]): string {
  const [sender, batch] = first.split('-')
  return `${sender}_${Number(batch) % 100}`
}

/** Kills the server at some moment: mostly while it takes events, now and then while it still starts. */
async function killAtRandom(server: TrillProcess, run: Run): Promise<void> {
  const whileStarting = randomInt(5) === 0
  if (whileStarting) await pause(randomInt(1500))
  else {
    run.url = await server.ready
    await pause(randomInt(20, 900))
  }
  server.kill('SIGKILL')
  await server.ended
}

test(`every acknowledged event is there exactly once, with what it said of its person, after the server was killed ${KILLS} times in the middle of taking them`, {
  timeout: 600_000,
}, async () => {
  await prepareDataDirectory(dataDir)
  let server = startTrill(dataDir)
  const url = await server.ready
  const run: Run = { url, key: await createWriteKey(url, dataDir), stopping: false, acknowledged: [], said: new Map(), repeated: 0 }
  const senders = Array.from({ length: SENDERS }, (_, sender) => send(run, sender))
  for (let kills = 0; kills < KILLS; kills += 1) {
    await killAtRandom(server, run)
    server = startTrill(dataDir)
  }
  run.url = await server.ready
  await pause(300)
  run.stopping = true
  await Promise.all(senders)
  server.kill('SIGTERM')
  await server.ended

  const store = await openEmbedded(join(dataDir, 'clickhouse'))
  const stored = await store.rows<{ message_id: string }>('SELECT message_id FROM events', {}, { maxRows: 0 })
  const found = await totals(store)
  const ledger = await store.rows<{ n: number }>("SELECT sum(events) AS n FROM ingest_ledger WHERE result = 'stored'")
  await store.close()
  expect(ledger).toEqual([{ n: run.acknowledged.length }])
  expect(run.repeated).toBeGreaterThan(0)
  expect(new Set(stored.map(({ message_id }) => message_id))).toEqual(new Set(run.acknowledged))
  expect(found).toEqual(totalsOf(run.acknowledged.length))

  const metadata = await openMetadata({ dataDir, postgresUrl: '' })
  const vault = openVault({ dataDir, secretKey: '', secretKeyPrevious: [] })
  const [sheet] = await new PersonAttributes({ metadata, vault, dataDir }).of('main', [PERSON])
  await metadata.close()
  expect(new Map(sheet?.attributes.map(({ name, value }) => [name, value]))).toEqual(run.said)
})
