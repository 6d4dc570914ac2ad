import { readFileSync } from 'node:fs'
import { ROLES } from '@trill/contract/permissions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { DEFAULT_PRIVACY } from '../../platform/privacy/verdict.ts'
import { consents } from '../consents/feature.ts'
import { dataRetention } from '../data-retention/feature.ts'
import { ingest } from '../ingest/feature.ts'
import { workspaces } from '../workspaces/feature.ts'
import type { AssessmentTable, ImpactAssessment } from './contract.ts'
import { privacy } from './feature.ts'
import { RISKS } from './risks.ts'

const NOW = Date.UTC(2026, 2, 28, 12)
const threatModel = readFileSync(new URL('../../../docs/guide/threat-model.md', import.meta.url), 'utf8')
let trill: TestPlatform

beforeAll(async () => {
  trill = await startTestPlatform([ingest, consents, dataRetention, workspaces, privacy], { platform: { now: () => NOW } })
  await trill.addWorkspace({ id: 'main', name: 'Main <script>alert(1)</script>' })
  await trill.addWorkspace({ id: 'empty' })
  await trill.signInAs('privacy_officer', 'main')
  const post = (url: string, payload: object) => trill.inject({ method: 'POST', url, headers: headers(), payload })
  await post('/v1/consents', {
    workspace_id: 'main',
    consents: [
      { actor_id: 'ann', purposes: { analytics: true }, policy_version: '1', proof: 'x', age_band: '31+' },
      { actor_id: 'bob', purposes: { analytics: false }, policy_version: '1', proof: 'x', age_band: '31+' },
    ],
  })
  const event = (n: number, actor_id: string) => ({ message_id: `m${n}`, type: 'view', actor_id, content_id: 'post' })
  await post('/v1/events?workspace_id=main', [event(1, 'ann'), event(2, 'ann'), event(3, 'bob'), event(4, 'carol')])
  await trill.platform.log.settle(20_000)
  await post('/v1/privacy/reviews', { workspace_id: 'main', note: 'Looked <b>closely</b>' })
})
afterAll(() => trill?.close())

const headers = () => ({ authorization: `Bearer ${trill.secret}` })
const ask = async (path: string, workspace = 'main') => {
  const answer = await trill.inject({ url: `/v1/privacy/impact-assessment${path}?workspace_id=${workspace}`, headers: headers() })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer
}
const made = async (workspace?: string) => (await ask('.json', workspace)).json<ImpactAssessment>()
const tableOf = ({ sections }: ImpactAssessment, title: string) =>
  sections.flatMap(({ tables }) => tables).find((one) => one.title === title) as AssessmentTable
const measure = (assessment: ImpactAssessment, label: string) =>
  tableOf(assessment, 'Measures').rows.find(([name]) => String(name).startsWith(label))

test('it has the four parts that Art. 35(7) asks for, each with questions that a person has to answer', async () => {
  const { sections, made_at, workspace_id } = await made()
  expect({ made_at, workspace_id }).toEqual({ made_at: new Date(NOW).toISOString(), workspace_id: 'main' })
  expect(sections.map(({ article }) => article).slice(0, 4)).toEqual(['a', 'b', 'c', 'd'].map((letter) => `Art. 35(7)(${letter})`))
  for (const { open_questions } of sections) expect(open_questions.length).toBeGreaterThan(0)
})

test('its figures are those that were measured', async () => {
  const assessment = await made()
  expect(tableOf(assessment, 'Events that arrived in the last 30 days')).toMatchObject({
    measured_at: new Date(NOW).toISOString(),
    rows: [
      ['stored', '', 3],
      ['suppressed', 'consent_refused', 1],
    ],
  })
  expect(tableOf(assessment, 'Consent of people active in the last 30 days').rows[0]).toEqual([
    'Adults',
    'Analytics',
    1,
    '1 (100.0 %)',
    '0 (0.0 %)',
    '0 (0.0 %)',
    '0 (0.0 %)',
  ])
  expect(tableOf(assessment, 'Consent of all who are recorded').rows[0]?.slice(2, 5)).toEqual([2, '1 (50.0 %)', '1 (50.0 %)'])
  expect(tableOf(assessment, 'Recipients: people of the workspace').rows).toContainEqual([
    'Privacy officer',
    ROLES.privacy_officer.about,
    1,
  ])
  expect(assessment.sections[0]?.statements[2]).toMatch(/^2 people were active/)
})

test('each measure has the state it has in this workspace', async () => {
  const before = await made()
  expect(measure(before, 'Each event is judged')?.[1]).toBe('In part')
  expect(measure(before, 'Only properties that are listed')?.[1]).toBe('Not in force')
  expect(measure(before, 'Audit log')?.[1]).toBe('In force')
  expect(measure(before, 'Encryption of the disk')?.[1]).toBe('Cannot be seen by Trill')
  expect(measure(before, 'Somebody looks once a month')?.[2]).toContain('Last on 2026-03-28 by Command line')
  const { consents: people, trackingPlans } = trill.platform
  await people.change('main', {
    ...DEFAULT_PRIVACY,
    peopleWithoutRecord: 'suppress',
    withoutPermission: 'suppress',
    legitimateInterest: false,
  })
  await trackingPlans.change('main', { mode: 'enforced' }, NOW)
  const after = await made()
  expect(measure(after, 'Each event is judged')?.[1]).toBe('In force')
  expect(measure(after, 'Only properties that are listed')?.[1]).toBe('In force')
  expect(after.sections[1]?.statements.join(' ')).toContain('Events of people of whom nothing is recorded are not stored')
})

test('the page is to be downloaded, escapes everything, loads nothing and marks what a person has to fill in', async () => {
  const answer = await ask('')
  expect(answer.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-disposition': 'attachment; filename="impact-assessment-main-2026-03-28.html"',
    'cache-control': 'no-store',
  })
  expect(answer.body).toContain('Main &lt;script&gt;alert(1)&lt;/script&gt;')
  expect(answer.body).not.toMatch(/<script|https?:|src=|<b>|\bann\b|\bbob\b/)
  expect(answer.body.match(/Open questions: to be filled in by a person/g)).toHaveLength(5)
  expect(answer.body).toContain('measured on 2026-03-28 at 12:00 UTC')
})

test('of a workspace in which nothing happened it says so', async () => {
  const assessment = await made('empty')
  expect(assessment.sections[0]?.statements[2]).toMatch(/^0 people were active/)
  expect(tableOf(assessment, 'Events that arrived in the last 30 days').rows).toEqual([])
  expect(tableOf(assessment, 'Consent of all who are recorded').rows[0]?.slice(2, 4)).toEqual([0, '0'])
  expect((await ask('', 'empty')).body).toContain('<p>None.</p>')
})

test('each export is in the audit log', async () => {
  const sql = "SELECT count(*)::integer AS n FROM audit_log WHERE action = 'impact_assessment_export' AND workspace_id = 'empty'"
  const before = (await trill.platform.metadata.query<{ n: number }>(sql)).rows[0]?.n ?? 0
  await ask('', 'empty')
  await ask('.json', 'empty')
  expect((await trill.platform.metadata.query<{ n: number }>(sql)).rows[0]?.n).toBe(before + 2)
})

test('every threat of the threat model is in a risk, and every risk’s threats are in the model', () => {
  const table = threatModel.slice(threatModel.indexOf('## Threats'), threatModel.indexOf('## OWASP'))
  const threats = [...table.matchAll(/^\| ([^|]+?) +\|/gm)].flatMap(([, name = '']) => (/^(Threat|-+)$/.test(name) ? [] : name))
  expect(threats.length).toBeGreaterThan(15)
  expect(
    Object.values(RISKS)
      .flatMap((risk) => [...risk.threats])
      .sort(),
  ).toEqual(threats.sort())
})

test('every measure stands against a risk, and says how far small groups are withheld', async () => {
  const against = new Set<string>(Object.values(RISKS).flatMap((risk) => [...risk.measures]))
  const rows = tableOf(await made(), 'Measures').rows
  expect(rows).toHaveLength(against.size)
  expect(measure(await made(), 'Small groups')?.[1]).toBe('In part')
  expect(measure(await made(), 'Small groups')?.[2]).toContain('fewer than 20 people are shown to nobody')
})
