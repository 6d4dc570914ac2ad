import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

describe('TRILL_NEWS_SOURCES', () => {
  test('gives names and domains a tier', () => {
    const { newsSources } = readConfig({ TRILL_NEWS_SOURCES: ' Harbour Weekly=2, harbour.example = 1 ,' })
    expect([...newsSources]).toEqual([
      ['harbour weekly', 2],
      ['harbour.example', 1],
    ])
    expect(readConfig({}).newsSources.size).toBe(0)
  })

  test.each(['harbour.example', 'harbour.example=4', '=1', 'a=1=2'])('takes no %j', (wrong) => {
    expect(() => readConfig({ TRILL_NEWS_SOURCES: `ok.example=1,${wrong}` })).toThrow(/TRILL_NEWS_SOURCES must .*got "/)
  })
})

describe('TRILL_PLATFORM_LIMITS', () => {
  test('gives a platform requests within seconds, and units a day', () => {
    const { platformLimits } = readConfig({ TRILL_PLATFORM_LIMITS: 'x=450/900, News=500/day, news=20/60' })
    expect(platformLimits).toEqual({
      x: { rate: { requests: 450, seconds: 900 } },
      news: { units: 500, rate: { requests: 20, seconds: 60 } },
    })
    expect(readConfig({}).platformLimits).toEqual({})
  })

  test.each(['x', 'x=10', 'x=0/60', 'x=10/0', 'x=10/week', 'friendster=1/60', 'web=1/60', 'x=1e3/60', 'x=100/day'])(
    'takes no %j',
    (wrong) => {
      expect(() => readConfig({ TRILL_PLATFORM_LIMITS: wrong })).toThrow(/TRILL_PLATFORM_LIMITS must .*got "/)
    },
  )
})
