import { categorical } from '@trill/core/random/samplers'
import type { Random } from '@trill/core/random/xoshiro256'

/** Somebody invented, who uses the invented app. */
export interface DemoPerson {
  readonly id: string
  readonly platform: 'web' | 'ios' | 'android'
  readonly device: 'desktop' | 'mobile' | 'tablet'
  readonly country: string
  readonly language: string
  readonly utmSource: string | undefined
  readonly variant: 'control' | 'shorter_result'
}

const PEOPLE = 6000
const PLACES = [
  ['ES', 'es'],
  ['DE', 'de'],
  ['FR', 'fr'],
  ['US', 'en'],
  ['GB', 'en'],
  ['MX', 'es'],
  ['BR', 'pt'],
  ['IT', 'it'],
  ['PL', 'pl'],
  ['JP', 'ja'],
] as const
const place = categorical([22, 16, 13, 13, 10, 8, 7, 5, 4, 2])
const app = categorical([34, 30, 36])
const source = categorical([62, 14, 12, 7, 5])
const SOURCES = [undefined, 'tiktok', 'instagram', 'newsletter', 'search'] as const

/** The same person whenever the same number is asked for; nobody is kept in memory. */
export function demoPerson(seed: Random, number: number): DemoPerson {
  const random = seed.fork(`person ${number}`)
  const platform = (['web', 'ios', 'android'] as const)[app(random)] ?? 'web'
  const [country, language] = PLACES[place(random)] ?? PLACES[0]
  return {
    id: `person-${number}`,
    platform,
    device: platform === 'web' ? (random.uniform() < 0.6 ? 'desktop' : 'mobile') : random.uniform() < 0.08 ? 'tablet' : 'mobile',
    country,
    language,
    utmSource: SOURCES[source(random)],
    variant: random.uniform() < 0.5 ? 'control' : 'shorter_result',
  }
}

/** A few come often, most seldom: the k-th is drawn in proportion to the density of a squared uniform. */
export function drawPersonNumber(random: Random): number {
  return Math.floor(PEOPLE * random.uniform() ** 2) + 1
}
