import type { CustomerValues } from '@trill/contract/customer-row'
import type { CustomerColumnName } from '@trill/contract/customers'
import { pearsonCorrelation } from '@trill/core/inference/association'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { known, mean, november, total } from '../../../test/customer-values.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { seedCustomers } from '../../../test/seeds.ts'
import type { DatingResponse } from './contract.ts'
import { dating } from './feature.ts'
import { datingSection } from './report.ts'

const NOW = Date.parse('2026-11-20T12:30:00Z')
const MONTH = 30.44

let trill: TestPlatform
let rows: CustomerValues[]
beforeAll(async () => {
  trill = await startTestPlatform([dating], { platform: { now: () => NOW } })
  for (const id of ['club', 'few', 'empty']) await trill.addWorkspace({ id })
  rows = await seedCustomers(trill, 'club', { count: 3000, seed: 5, observedOn: '2026-11-19' })
  await seedCustomers(trill, 'few', { count: 120, seed: 5, observedOn: '2026-11-19', provenance: 'imported' })
})
afterAll(() => trill.close())

async function ask(role: 'owner' | 'viewer' = 'owner', workspace = 'club'): Promise<DatingResponse> {
  const { cookie } = await trill.signInAs(role, workspace)
  const response = await trill.inject({ url: `/v1/dating?workspace_id=${workspace}`, headers: { cookie } })
  expect(response.statusCode, response.body).toBe(200)
  return response.json<DatingResponse>()
}

test('each step is what customers do in a month, a day taken times 30.44', async () => {
  const { content } = await ask()
  const amounts = Object.fromEntries((content?.funnel ?? []).map(({ amount, doing }) => [amount.id, { value: amount.value, doing }]))
  expect(amounts).toEqual({
    swipes_right_month: stepOf('swipes_right_day', MONTH),
    matches_month: stepOf('matches_per_day', MONTH),
    messages_month: stepOf('messages_sent_day', MONTH),
    dates_scheduled_month: stepOf('dates_scheduled_month', 1),
    dates_completed_month: stepOf('dates_completed_month', 1),
  })
})

function stepOf(column: CustomerColumnName, times: number) {
  const values = known(rows, column)
  return { value: expect.closeTo(times * mean(values), 8), doing: values.filter((value) => value > 0).length }
}

test('a conversion is told as a ratio of sums and as the mean of users’ rates, which differ', async () => {
  const { content } = await ask()
  const step = (id: string) => content?.funnel.find(({ amount }) => amount.id === id)
  const matches = step('matches_month')
  expect(matches?.of_sums?.value).toBeCloseTo((100 * total(known(rows, 'matches_per_day'))) / total(known(rows, 'swipes_right_day')), 8)
  expect(matches?.of_users).toMatchObject({
    value: expect.closeTo(mean(known(rows, 'match_rate_pct')), 8),
    n: known(rows, 'match_rate_pct').length,
  })
  // The generator aims at 2.94 % as the mean of users’ rates; the ratio of sums is about 6.5 %.
  expect((matches?.of_sums?.value ?? 0) / (matches?.of_users?.value ?? 1)).toBeGreaterThan(1.5)
  const kept = step('dates_completed_month')
  expect(kept?.of_sums?.value).toBeCloseTo(
    (100 * total(known(rows, 'dates_completed_month'))) / total(known(rows, 'dates_scheduled_month')),
    8,
  )
  expect(kept?.of_users?.value).toBeCloseTo(mean(known(rows, 'date_show_up_rate_pct')), 8)
  expect(step('dates_scheduled_month')?.of_sums?.value).toBeCloseTo(
    (100 * total(known(rows, 'dates_scheduled_month'))) / (MONTH * total(known(rows, 'matches_per_day'))),
    8,
  )
})

test('figures are means of those for whom they are known, and messages are a ratio of sums', async () => {
  const { content } = await ask()
  const found = Object.fromEntries((content?.figures ?? []).map(({ id, value, n }) => [id, { value, n }]))
  const expected = [
    ['conversation_length', 'avg_conversation_length'],
    ['response_rate_pct', 'response_rate_pct'],
    ['first_response_rate_pct', 'first_message_response_rate_pct'],
    ['match_satisfaction', 'match_satisfaction_score'],
    ['profile_quality', 'profile_quality_score'],
  ] as const
  for (const [id, column] of expected) {
    const values = known(rows, column)
    expect(found[id], id).toEqual({ value: expect.closeTo(mean(values), 8), n: values.length })
  }
  const [messages, dates] = ['messages_month', 'dates_scheduled_month'].map((id) => content?.funnel.find(({ amount }) => amount.id === id))
  expect(messages?.of_sums?.value).toBeCloseTo(total(known(rows, 'messages_sent_day')) / total(known(rows, 'matches_per_day')), 8)
  expect(dates?.of_users?.value).toBeCloseTo(mean(known(rows, 'match_to_date_conversion_pct')), 8)
})

test('profile quality goes in steps of ten, and correlates with matches as it does one by one', async () => {
  const { content } = await ask()
  for (const { group, value, n } of content?.by_quality.rows ?? []) {
    const from = Number.parseInt(group, 10)
    const own = rows.filter(({ profile_quality_score: score }) => Number(score) >= from && (from === 90 || Number(score) < from + 10))
    expect([n, value], group).toEqual([own.length, expect.closeTo(mean(known(own, 'matches_per_day')), 8)])
  }
  const steps = known(rows, 'profile_quality_score').map((score) => Math.min(Math.floor(score / 10), 9))
  const sizes = [...new Set(steps)].map((step) => steps.filter((own) => own === step).length)
  const few = sizes.filter((size) => size < 30).length
  expect(few).toBeGreaterThan(0)
  expect(content?.by_quality).toMatchObject({ few, withheld: 0 })
  expect(content?.by_quality.rows).toHaveLength(sizes.length - few)
  const correlation = pearsonCorrelation(known(rows, 'profile_quality_score'), known(rows, 'matches_per_day').map(Math.log1p)) ?? 0
  const figure = content?.figures.find(({ id }) => id === 'quality_matches_correlation')
  expect(figure).toMatchObject({ value: expect.closeTo(correlation, 8), n: 3000 })
})

test('groups of a gender that are too small are not shown, nor what would give them away', async () => {
  const seen = await ask('viewer', 'few')
  const rates = seen.content?.by_gender.find(({ metric }) => metric === 'matches_day')
  expect(rates?.withheld).toBe(2)
  expect(rates?.rows).toHaveLength(1)
  expect(seen.smallest_group).toBe(10)
})

test('nobody is no customer', async () => {
  expect(await ask('owner', 'empty')).toMatchObject({ status: 'no_customers', content: null })
})

test('the report asserts what the generator put in, and by which definition', async () => {
  const section = await datingSection.load(trill.platform, november('club'))
  const claims = Object.fromEntries((section?.claims ?? []).map((claim) => [claim.id, claim]))
  expect(claims.women_match_more).toMatchObject({ verdict: 'holds' })
  expect(claims.women_match_more?.says).toContain('by the mean of users’ match rates')
  expect(claims.quality_and_matches).toMatchObject({ verdict: 'holds', n: 3000 })
  expect(claims.most_show_up).toMatchObject({ verdict: 'holds' })
  expect(section?.recommendations).toMatchObject([{ priority: 'P1', n: 3000, effect: { basis: 'estimate', unit: 'matches a day' } }])
})
