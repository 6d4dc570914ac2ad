import { randomBytes } from 'node:crypto'
import { PLATFORMS } from '@trill/contract/platforms'
import { laplaceHalfWidth, noisyCount, type UniformSource } from '@trill/core/privacy/noise'
import { EVENTS_MAX, type Figures } from './contract.ts'

/** People and their bounded events, each person on one platform. */
export interface PlatformPeople {
  readonly platform: string
  readonly people: number
  readonly events: number
}

/** People, events, people by platform: each gives away a third. The platforms’ people are different ones, so they count once. */
const RELEASES = 3
const OTHER = 'other'

/** From the operating system’s generator: whoever could foretell the noise could take it away. */
export const SECURE: UniformSource = {
  uniform: () => Number(randomBytes(8).readBigUInt64LE() >> 11n) / 2 ** 53,
}

/**
 * The figures with noise. Platforms are those known by name and one for all others, whether or not there was anybody: which of them
 * appear would give somebody away.
 * @param epsilon privacy loss of all figures together, > 0
 */
export function noisyFigures(exact: readonly PlatformPeople[], epsilon: number, random: UniformSource): Figures {
  const release = (key: string, value: number, sensitivity: number) => {
    const part = { epsilon: epsilon / RELEASES, sensitivity }
    return {
      key,
      value: Math.max(0, noisyCount(value, part, random)),
      half_width: Math.ceil(laplaceHalfWidth(sensitivity / part.epsilon)),
    }
  }
  const sum = (of: (row: PlatformPeople) => number, rows = exact) => rows.reduce((total, row) => total + of(row), 0)
  const isKnown = (platform: string) => Object.hasOwn(PLATFORMS, platform)
  const peopleOn = (key: string) => exact.filter(({ platform }) => (isKnown(platform) ? platform : OTHER) === key)
  return {
    epsilon,
    totals: [
      release(
        'people',
        sum(({ people }) => people),
        1,
      ),
      release(
        'events',
        sum(({ events }) => events),
        EVENTS_MAX,
      ),
    ],
    platforms: [...Object.keys(PLATFORMS), OTHER].map((key) =>
      release(
        key,
        sum(({ people }) => people, peopleOn(key)),
        1,
      ),
    ),
  }
}
