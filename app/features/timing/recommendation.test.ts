import { expect, test } from 'vitest'
import type { TimingResponse } from './contract.ts'
import { recommendationWords } from './recommendation.ts'

const estimate = { posts: 9, nearby: 9.4, lift: 1.3, lower: 1.1, upper: 1.6, stands: true }
const answer: TimingResponse = {
  time_zone: 'Europe/Madrid',
  days: 180,
  platform: 'x',
  creator_id: 'ana',
  creator_name: 'Ana',
  accounts: [],
  platforms: ['x'],
  passport: { status: 'estimated', source: 'posts', observed_at: null, definition: 'timing_lift', version: '1', n: 44 },
  status: 'ranked',
  posts: 44,
  needed: 20,
  withheld: 0,
  platform_posts: 90,
  hours: [],
  by_hour: [],
  by_weekday: [],
}

test('the surest hour and weekday are told with their interval and n, on which clock', () => {
  const by_hour = [
    { hour: 20, ...estimate },
    { hour: 21, ...estimate, lower: 1.2 },
    { hour: 22, ...estimate, lower: 2, posts: 0 },
    { hour: 23, ...estimate, lower: 3, stands: false },
  ]
  const words = recommendationWords({ ...answer, by_hour, by_weekday: [{ weekday: 7, ...estimate }] })
  expect(words).toBe(
    'From 21:00 to 22:00 posts of Ana get 1.30× the usual engagement (1.20× to 1.60×, n = 9); on Sun they get 1.30× the usual engagement (1.10× to 1.60×, n = 9). Times of Europe/Madrid.',
  )
})

test('where nothing stands out, or there is too little, that is said', () => {
  expect(recommendationWords(answer)).toContain('No hour and no weekday stands out: nothing in 44 posts')
  expect(recommendationWords({ ...answer, status: 'insufficient_data', posts: 7 })).toContain('n = 7, needs 20')
  expect(recommendationWords({ ...answer, platform: '' })).toContain('No post')
})
