import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { temporaryDirectory } from '../../../test/event-log.ts'
import { Journal, type JournalRecord, RECORD } from './journal.ts'

const { path: root, remove } = temporaryDirectory()
afterAll(remove)

let made = 0
function freshDirectory(): string {
  made += 1
  const path = join(root, String(made))
  mkdirSync(path)
  return path
}

const rows = (text: string) => [Buffer.from(text)]
const texts = (records: readonly JournalRecord[]) => records.map(({ payload }) => payload.toString())
const segments = (directory: string) =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.journal'))
    .sort()
const bytesOf = (directory: string) => segments(directory).map((name) => readFileSync(join(directory, name)))

async function reopened(directory: string): Promise<string[]> {
  const { journal, records } = Journal.open(directory)
  await journal.close()
  return texts(records)
}

/** A directory with three records in one segment, and where the last one begins. */
async function threeRecords(): Promise<{ directory: string; name: string; bytes: Buffer; middle: number; last: number }> {
  const directory = freshDirectory()
  const { journal } = Journal.open(directory)
  const ends: number[] = []
  for (const text of ['first record', 'second record', 'third record, somewhat longer']) {
    await journal.append(RECORD.rows, rows(text))
    ends.push((bytesOf(directory)[0] as Buffer).length)
  }
  await journal.close()
  return {
    directory,
    name: segments(directory)[0] as string,
    bytes: bytesOf(directory)[0] as Buffer,
    middle: ends[0] as number,
    last: ends[1] as number,
  }
}

describe('a journal', () => {
  test('gives back every record in order, with its number and kind', async () => {
    const directory = freshDirectory()
    const { journal, records: none } = Journal.open(directory)
    expect(none).toEqual([])
    const numbers = await Promise.all([
      journal.append(RECORD.rows, [Buffer.from('a'), Buffer.alloc(0), Buffer.from('\n\0b')]),
      journal.append(RECORD.intent, []),
      journal.append(RECORD.done, rows('d'), false),
      journal.append(RECORD.rows, [Buffer.alloc(3_000_000, 7)]),
    ])
    expect(numbers).toEqual([1, 2, 3, 4])
    await journal.close()
    const { journal: again, records } = Journal.open(directory)
    expect(records.map(({ sequence, kind }) => [sequence, kind])).toEqual([
      [1, RECORD.rows],
      [2, RECORD.intent],
      [3, RECORD.done],
      [4, RECORD.rows],
    ])
    expect(records.map(({ payload }) => payload.length)).toEqual([4, 0, 1, 3_000_000])
    await again.close()
  })

  test('keeps more buffers in one group than a single write can take', async () => {
    const directory = freshDirectory()
    const { journal } = Journal.open(directory)
    const wanted = Array.from({ length: 3000 }, (_, index) => `record ${index}`)
    await Promise.all(wanted.map((text) => journal.append(RECORD.rows, rows(text))))
    await journal.close()
    expect(await reopened(directory)).toEqual(wanted)
  })

  test('keeps records that end in an empty buffer, which has no memory of its own', async () => {
    const directory = freshDirectory()
    const { journal } = Journal.open(directory)
    const kept = Array.from({ length: 200 }, (_, index) => `record ${index}`)
    for (const text of kept) await journal.append(RECORD.rows, [Buffer.from(text), Buffer.from(new ArrayBuffer(0))])
    await journal.close()
    expect(await reopened(directory)).toEqual(kept)
  })

  test('takes nothing after it was closed', async () => {
    const { journal } = Journal.open(freshDirectory())
    await journal.close()
    await expect(journal.append(RECORD.rows, rows('late'))).rejects.toThrow('closed')
  })

  test('finishes what was appended before it was closed', async () => {
    const directory = freshDirectory()
    const { journal } = Journal.open(directory)
    const appended = [journal.append(RECORD.rows, rows('a')), journal.append(RECORD.rows, rows('b'))]
    await journal.close()
    expect(await Promise.all(appended)).toEqual([1, 2])
    expect(await reopened(directory)).toEqual(['a', 'b'])
  })

  test('survives restarts with nothing appended, and never gives a number twice', async () => {
    const directory = freshDirectory()
    for (let run = 0; run < 3; run += 1) expect(await reopened(directory)).toEqual([])
    const { journal } = Journal.open(directory)
    expect(await journal.append(RECORD.rows, rows('a'))).toBe(1)
    await journal.close()
    for (let run = 0; run < 3; run += 1) expect(await reopened(directory)).toEqual(['a'])
    const { journal: again } = Journal.open(directory)
    expect(await again.append(RECORD.rows, rows('b'))).toBe(2)
    await again.close()
    expect(await reopened(directory)).toEqual(['a', 'b'])
  })

  test('ignores other files and empty ones, and counts on from large numbers', async () => {
    const directory = freshDirectory()
    writeFileSync(join(directory, '0007000000000000.journal'), '')
    writeFileSync(join(directory, 'seen'), 'not a segment')
    const { journal, records } = Journal.open(directory)
    expect(records).toEqual([])
    expect(await journal.append(RECORD.rows, rows('a'))).toBe(7e12)
    await journal.close()
    expect(await reopened(directory)).toEqual(['a'])
  })
})

describe('a crash', () => {
  test('in the middle of the last record, at whatever byte, costs that record only', async () => {
    const { directory, name, bytes, last } = await threeRecords()
    for (let cut = last; cut < bytes.length; cut += 1) {
      const copy = freshDirectory()
      copyFileSync(join(directory, name), join(copy, name))
      truncateSync(join(copy, name), cut)
      const { journal, records } = Journal.open(copy)
      expect(texts(records), `cut at ${cut}`).toEqual(['first record', 'second record'])
      expect(await journal.append(RECORD.rows, rows('fourth'))).toBe(3)
      await journal.close()
      expect(await reopened(copy), `cut at ${cut}`).toEqual(['first record', 'second record', 'fourth'])
    }
  })

  test('that leaves zeros or rubbish behind the last record costs nothing', async () => {
    const { directory, name, bytes } = await threeRecords()
    for (const rest of [Buffer.alloc(5000), Buffer.alloc(16, 255), Buffer.alloc(4096, 'rubbish'), bytes.subarray(0, 20)]) {
      const copy = freshDirectory()
      writeFileSync(join(copy, name), Buffer.concat([readFileSync(join(directory, name)), rest]))
      expect(await reopened(copy)).toEqual(['first record', 'second record', 'third record, somewhat longer'])
      expect(await reopened(copy)).toHaveLength(3)
    }
  })

  test('right after a new segment was begun loses nothing of it', async () => {
    const directory = freshDirectory()
    const { journal } = Journal.open(directory, { segmentBytes: 100 })
    await journal.append(RECORD.rows, [Buffer.alloc(200, 'x')])
    await Promise.all(['a', 'b', 'c'].map((text) => journal.append(RECORD.rows, rows(text))))
    expect(segments(directory)).toHaveLength(2)
    const crashed = freshDirectory()
    cpSync(directory, crashed, { recursive: true })
    await journal.close()
    for (let run = 0; run < 3; run += 1) expect((await reopened(crashed)).slice(1)).toEqual(['a', 'b', 'c'])
  })
})

describe('damage', () => {
  test('of any single bit of a record is noticed and costs that record only', async () => {
    const { name, bytes, middle, last } = await threeRecords()
    for (let at = middle; at < last; at += 1) {
      const copy = freshDirectory()
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] as number) ^ (1 << (at % 8))
      writeFileSync(join(copy, name), damaged)
      const { journal, records, damagedBytes } = Journal.open(copy)
      expect(texts(records), `bit ${at % 8} of byte ${at}`).toEqual(['first record', 'third record, somewhat longer'])
      expect(damagedBytes).toBe(last - middle)
      await journal.close()
    }
  })

  test('is not reported of a whole journal', async () => {
    const { directory } = await threeRecords()
    const { journal, damagedBytes } = Journal.open(directory)
    expect(damagedBytes).toBe(0)
    await journal.close()
  })
})

describe('segments', () => {
  test('are closed when they are large and deleted when all their records are forgotten', async () => {
    const directory = freshDirectory()
    const { journal } = Journal.open(directory, { segmentBytes: 100 })
    for (let i = 1; i <= 8; i += 1) await journal.append(RECORD.rows, [Buffer.alloc(60, String(i))])
    expect(segments(directory).length).toBeGreaterThan(3)
    journal.forget(5)
    await journal.close()
    const { journal: again, records } = Journal.open(directory, { segmentBytes: 100 })
    expect(records.map(({ sequence }) => sequence).filter((sequence) => sequence >= 5)).toEqual([5, 6, 7, 8])
    again.forget(9)
    expect(segments(directory)).toHaveLength(1)
    expect(await again.append(RECORD.rows, rows('next'))).toBe(9)
    await again.close()
    expect(await reopened(directory)).toEqual(['next'])
  })

  test('are not lost from sight when a new one cannot be begun', async () => {
    const directory = freshDirectory()
    const { journal } = Journal.open(directory, { segmentBytes: 100 })
    await journal.append(RECORD.rows, [Buffer.alloc(200, 'x')])
    // A directory where the file of the next segment would be: as on a full disk, it cannot be created.
    const inTheWay = join(directory, '0000000000000002.journal')
    mkdirSync(inTheWay)
    await expect(journal.append(RECORD.rows, rows('a'))).rejects.toThrow('EISDIR')
    expect(await journal.append(RECORD.rows, rows('b'))).toBe(3)
    await journal.close()
    rmdirSync(inTheWay)
    expect((await reopened(directory)).slice(1)).toEqual(['b'])
  })
})

test('a full disk refuses the record, keeps nothing of it, and takes later ones that fit', () => {
  const directory = freshDirectory()
  const script = `
    import { Journal, RECORD } from ${JSON.stringify(new URL('journal.ts', import.meta.url).href)}
    const { journal } = Journal.open(${JSON.stringify(directory)})
    const tries = []
    const append = (letter, size) => journal.append(RECORD.rows, [Buffer.alloc(size, letter)]).then(() => tries.push(letter), (error) => tries.push(letter + ' ' + error.name))
    await append('a', 40_000)
    await append('b', 40_000)
    await Promise.all([append('c', 30_000), append('d', 30_000)])
    await append('e', 10_000)
    await journal.close()
    console.log(JSON.stringify(tries))`
  const tsx = fileURLToPath(import.meta.resolve('tsx'))
  const node = [process.execPath, '--import', tsx, '--input-type=module', '-e', script].map((part) => `'${part.replaceAll("'", "'\\''")}'`)
  const { stdout, stderr } = spawnSync('bash', ['-c', `ulimit -f 64 && exec ${node.join(' ')}`], { encoding: 'utf8' })
  expect(JSON.parse(stdout || stderr)).toEqual(['a', 'b StorageFull', 'c StorageFull', 'd StorageFull', 'e'])
  const { records } = Journal.open(directory)
  expect(records.map(({ payload }) => `${payload.toString('utf8', 0, 1)} ${payload.length}`)).toEqual(['a 40000', 'e 10000'])
})

type Step = { append: number[] } | { forget: number } | { reopen: 'closed' | 'crashed' }

test('whatever is appended, forgotten and reopened in whatever order, nothing that was acknowledged is missing or changed', async () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 5, arbitrary: fc.record({ append: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 6 }) }) },
    { weight: 2, arbitrary: fc.record({ forget: fc.integer({ min: 0, max: 8 }) }) },
    { weight: 2, arbitrary: fc.record({ reopen: fc.constantFrom('closed' as const, 'crashed' as const) }) },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      let directory = freshDirectory()
      let { journal } = Journal.open(directory, { segmentBytes: 500 })
      const acknowledged = new Map<number, string>()
      let forgotten = 0
      for (const step of steps) {
        if ('append' in step) {
          const payloads = step.append.map((size, index) => `${acknowledged.size + index}:${'x'.repeat(size)}`)
          const numbers = await Promise.all(payloads.map((text) => journal.append(RECORD.rows, rows(text))))
          for (const [index, number] of numbers.entries()) {
            expect(acknowledged.has(number)).toBe(false)
            acknowledged.set(number, payloads[index] as string)
          }
        } else if ('forget' in step) {
          forgotten = Math.max(forgotten, Math.max(0, ...acknowledged.keys()) - step.forget)
          journal.forget(forgotten)
        } else {
          if (step.reopen === 'closed') await journal.close()
          const crashed = freshDirectory()
          cpSync(directory, crashed, { recursive: true })
          if (step.reopen === 'crashed') await journal.close()
          directory = crashed
          const opened = Journal.open(directory, { segmentBytes: 500 })
          journal = opened.journal
          const kept = new Map(opened.records.map(({ sequence, payload }) => [sequence, payload.toString()]))
          for (const [number, text] of acknowledged) if (number >= forgotten) expect(kept.get(number)).toBe(text)
          for (const [number, text] of kept) expect(acknowledged.get(number)).toBe(text)
          expect([...kept.keys()]).toEqual([...kept.keys()].sort((a, b) => a - b))
        }
      }
      await journal.close()
    }),
    { numRuns: 60 },
  )
})
