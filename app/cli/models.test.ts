import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../test/platform.ts'
import { models } from '../features/models/feature.ts'
import { type Lesson, registerMade, trainerOf } from '../features/models/testing.ts'
import { defineFeature } from '../platform/feature.ts'
import type { Session } from './command.ts'
import { buildProgram } from './program.ts'

const lesson: Lesson = { rows: 60, signal: 6, trees: 10, shift: 0, before: async () => undefined }
const sceptical: Lesson = { ...lesson, suspicious: true }
const environment = process.env.TRILL_DATA_DIR
let server: TestPlatform

beforeAll(async () => {
  const trainers = [trainerOf('doubling', lesson), trainerOf('told', sceptical)]
  server = await startTestPlatform([models, defineFeature({ name: 'learners', about: '', trainers })])
  await server.addWorkspace({ id: 'main' })
  process.env.TRILL_DATA_DIR = server.platform.config.dataDir
  await server.listen()
})
afterAll(async () => {
  process.env.TRILL_DATA_DIR = environment
  await server?.close()
})

async function trill(...words: string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const terminal = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text), isWatched: false }
  const session: Session = { terminal, status: 0 }
  const failure = await (await buildProgram(session))
    .parseAsync(['node', 'trill', 'models', ...words])
    .then(() => undefined)
    .catch((error: Error) => error)
  return { out: `${out.join('\n')}\n`, status: session.status, failure }
}

test('a model that has not learned yet is listed, and too few rows are said', async () => {
  expect((await trill('list')).out).toMatch(/doubling +none/)
  const trained = await trill('train', 'doubling')
  expect([trained.out, trained.status]).toEqual(['doubling: Not enough data: 60 rows whose outcome is known, of 100 that are needed.\n', 1])
  expect((await trill('show', 'doubling')).out).toContain('No version yet. Not enough data: 60 rows')
})

test('learns, shows what came of it, and chooses what is live', async () => {
  lesson.rows = 300
  expect((await trill('train', 'doubling')).out).toMatch(
    /^Version 1 of doubling is live\.\nBase rate 0\.\d+ \(0\.\d+ to 0\.\d+\)\. Brier score 0\.\d+ .+, rule “base rate” 0\.2.+\.\nCard: trill models show doubling --version 1\n$/,
  )
  expect((await trill('list')).out).toMatch(
    /doubling +version 1 +Brier score +0\.\d+ \(0\.\d+ to 0\.\d+\) +0\.2\d+ \(base rate\) +- +promoted/,
  )
  await registerMade(server.platform, { workspaceId: 'main', name: 'doubling' })
  expect((await trill('promote', 'doubling', '2', '--why', 'To try.')).out).toBe('Version 2 of doubling is live.\n')
  expect((await trill('roll-back', 'doubling')).out).toBe('Version 1 of doubling is live again, in place of 2.\n')
  expect((await trill('retire', 'doubling', '2')).failure).toMatchObject({ message: expect.stringMatching(/retired already/) })
  const shown = await trill('show', 'doubling')
  expect(shown.out).toMatch(/promoted 2 \(Command line\): To try\./)
  expect((await trill('show', 'doubling', '--version', '1')).out).toMatch(/^# doubling, version 1\n/)
})

test('a version that is too good to be believed is not live, it is said why, and somebody may promote it who says so', async () => {
  Object.assign(sceptical, { rows: 300 })
  const trained = await trill('train', 'told')
  expect(trained.out).toMatch(
    /^Version 1 of told is a candidate: .+\n(.+\n)+What is left still tells too much .+ does not go live by itself\.\n/,
  )
  expect((await trill('list')).out).toMatch(/told +none: version 1 is too good to be believed +/)
  expect((await trill('show', 'told')).out).toMatch(/1 +candidate, too good to be believed +/)
  expect((await trill('show', 'told')).out).toMatch(/kept 1 \(Trill\): Too good to be believed: /)
  expect((await trill('promote', 'told', '1')).failure).toMatchObject({ message: expect.stringMatching(/--although-suspicious/) })
  expect((await trill('promote', 'told', '1', '--although-suspicious')).out).toBe('Version 1 of told is live.\n')
  await registerMade(server.platform, { workspaceId: 'main', name: 'told' })
  await trill('promote', 'told', '2')
  expect((await trill('roll-back', 'told')).failure).toMatchObject({ message: expect.stringMatching(/--although-suspicious/) })
  expect((await trill('roll-back', 'told', '--although-suspicious')).out).toBe('Version 1 of told is live again, in place of 2.\n')
  expect((await trill('show', 'told')).out).toMatch(/1 +live, too good to be believed +/)
})

test('compares, exports, and says whether what it sees has moved', async () => {
  expect((await trill('compare', 'doubling', '2', '1')).out).toMatch(
    /Version 1 is (better|not shown to be better or worse) by Brier score on 90 rows\.\n$/,
  )
  const file = join(server.platform.config.dataDir, 'model.json')
  expect(JSON.parse((await trill('export', 'doubling', '1', '--out', file, '--json')).out)).toMatchObject({ version: 1, file })
  expect(JSON.parse(readFileSync(file, 'utf8')).columns).toEqual(['shares', 'people', 'hour'])
  expect((await trill('drift', 'doubling')).out).toBe('Version 1: It was not looked at yet.\n')
  expect((await trill('show', 'nothing')).failure).toMatchObject({ message: expect.stringMatching(/no model "nothing"/) })
})
