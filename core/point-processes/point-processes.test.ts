import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectedEvents, fitHawkes, hawkesLogLikelihood } from './hawkes.ts'
import { fitLogLinear, forecastLogLinear } from './log-linear.ts'
import { memoryDensity, memoryTail, type Shares, seismicForecast, seismicInfectiousness } from './seismic.ts'
import { shareTree } from './share-tree.ts'

interface Case<Input, Expected> {
  readonly id: string
  readonly input: Input
  readonly expected: Expected
}

/** Where each number comes from is said in the file itself. */
const cases = JSON.parse(readFileSync(new URL('point-processes.cases.json', import.meta.url), 'utf8'))
const named = <Input, Expected = Record<string, number>>(group: string): [string, Case<Input, Expected>][] =>
  (cases[group] as Case<Input, Expected>[]).map((one) => [one.id, one])

describe('SEISMIC', () => {
  it.each(named<{ t: number; theta: number; cutoff: number; c: number }>('seismic_memory_kernel'))(
    'reference %s',
    (_, { input, expected }) => {
      const memory = { density: input.c, cutoffSeconds: input.cutoff, exponent: input.theta }
      expect(memoryDensity(input.t, memory)).toBeCloseTo(expected.pdf as number, 12)
      expect(memoryTail(input.t, memory)).toBeCloseTo(expected.ccdf as number, 12)
    },
  )

  interface Published {
    infectiousness: number[]
    p_low: number[]
    p_up: number[]
    prediction: (number | 'Infinity')[]
    rt0: number[]
    rt1: number[]
  }
  it.each(named<{ share_time: number[]; degree: number[]; p_time: number[] }, Published>('seismic'))(
    'reference %s',
    (_, { input, expected }) => {
      const shares = { seconds: input.share_time, audiences: input.degree }
      for (const [i, at] of input.p_time.entries()) {
        const forecast = seismicForecast(shares, at)
        expect(forecast.infectiousness.value).toBeCloseTo(expected.infectiousness[i] as number, 9)
        expect(forecast.infectiousness.lower).toBeCloseTo(expected.p_low[i] as number, 9)
        expect(forecast.infectiousness.upper).toBeCloseTo(expected.p_up[i] as number, 9)
        expect(forecast.sharesSoFar).toBe(expected.rt0[i])
        expect(forecast.direct).toBeCloseTo(expected.rt1[i] as number, 9)
        expect(forecast.supercritical).toBe(expected.prediction[i] === 'Infinity')
        if (!forecast.supercritical) expect(forecast.finalShares).toBeCloseTo(expected.prediction[i] as number, 8)
      }
    },
  )

  const folder = process.env.TRILL_DATA_SETS
  const tweet = join(folder ?? '', 'early_seismic_tweet')
  it.skipIf(folder === undefined || !existsSync(tweet))('agrees with the R package over a whole cascade, where the data is at hand', () => {
    const rows = table(join(tweet, 'tweet_127001313513967616.csv'))
    const shares = { seconds: rows.map(([at]) => Number(at)), audiences: rows.map(([, audience]) => Number(audience)) }
    for (const [at, value, low, up, prediction] of table(join(tweet, 'reference_output_seismic_1.1_nstar100.csv'))) {
      const { infectiousness, finalShares } = seismicForecast(shares, Number(at))
      expect(infectiousness.value).toBeCloseTo(Number(value), 12)
      expect(infectiousness.lower).toBeCloseTo(Number(low), 11)
      expect(infectiousness.upper).toBeCloseTo(Number(up), 11)
      if (prediction === 'Inf') expect(finalShares).toBe(Infinity)
      else expect(Math.abs(finalShares - Number(prediction))).toBeLessThan(1e-8 * finalShares + 1e-9)
    }
  })

  it('does not look past its time, and says that a post alone will stay so', () => {
    const [all, cut] = [
      { seconds: [0, 10, 30, 500, 900], audiences: [100, 5, 70, 3, 8] },
      { seconds: [0, 10, 30], audiences: [100, 5, 70] },
    ]
    expect(seismicForecast(all, 400)).toEqual(seismicForecast(cut, 400))
    const alone = { seconds: [0], audiences: [100] }
    expect(seismicForecast(alone, 600)).toMatchObject({ finalShares: 0, direct: 0, supercritical: false })
    expect(seismicInfectiousness(alone, 0)).toEqual({ value: 0, lower: 0, upper: 0, shares: 0 })
  })

  it('has no final size for a post that spread without an audience', () => {
    const forecast = seismicForecast({ seconds: [0, 1, 2], audiences: [0, 0, 0] }, 60)
    expect(forecast).toMatchObject({ finalShares: Infinity, direct: 0, supercritical: true })
  })

  it('never forecasts fewer than there are', () => {
    const cascade = fc.array(fc.record({ gap: fc.nat(2000), audience: fc.nat(10_000) }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(cascade, fc.integer({ min: 1, max: 50_000 }), (rows, at) => {
        let seconds = 0
        const shares: Shares = {
          seconds: rows.map(({ gap }, i) => {
            seconds += i === 0 ? 0 : gap
            return seconds
          }),
          audiences: rows.map(({ audience }) => audience),
        }
        const { finalShares, sharesSoFar, lower, upper } = seismicForecast(shares, at)
        expect(finalShares >= sharesSoFar && lower <= finalShares && upper >= finalShares).toBe(true)
      }),
    )
  })

  it('refuses shares that are out of order, without the post, or without audiences', () => {
    const refused = (shares: Shares, at = 60) => expect(() => seismicForecast(shares, at)).toThrow(RangeError)
    refused({ seconds: [], audiences: [] })
    refused({ seconds: [5], audiences: [1] })
    refused({ seconds: [0, 3, 2], audiences: [1, 1, 1] })
    refused({ seconds: [0, 1], audiences: [1] })
    refused({ seconds: [0, Number.NaN], audiences: [1, 1] })
    refused({ seconds: [0], audiences: [-1] })
    refused({ seconds: [0], audiences: [1] }, Number.NaN)
    expect(() => seismicForecast({ seconds: [0], audiences: [1] }, 60, { audienceMean: 0 })).toThrow(/audienceMean/)
    expect(() => seismicForecast({ seconds: [0], audiences: [1] }, 60, { confidence: 1 })).toThrow(/confidence/)
    expect(() => memoryDensity(-1)).toThrow(RangeError)
  })
})

describe('Hawkes’ process', () => {
  it.each(named<{ t: number[]; T: number; mu: number; branching: number; beta: number }>('hawkes_exp_loglik'))(
    'reference %s',
    (_, { input: { t, T, mu, branching, beta }, expected }) => {
      expect(hawkesLogLikelihood(t, T, { background: mu, branching, decay: beta })).toBeCloseTo(expected.loglik as number, 9)
    },
  )

  it.each(named<{ t: number[]; T: number }>('hawkes_exp_mle'))('reference %s', (_, { input: { t, T }, expected }) => {
    const fit = fitHawkes(t, T)
    expect(fit.logLikelihood).toBeGreaterThan((expected.loglik as number) - 1e-8)
    expect(fit.background).toBeCloseTo(expected.mu as number, 3)
    expect(fit.branching).toBeCloseTo(expected.branching as number, 3)
    expect(fit.decay).toBeCloseTo(expected.beta as number, 2)
  })

  it.each(
    named<{ t: number[]; marks: number[]; kappa: number; theta: number; T: number; branching_ratio: number }>('hawkes_expected_future'),
  )('reference %s', (_, { input, expected }) => {
    const { t, marks, T, kappa, theta, branching_ratio } = input
    const events = expectedEvents(t, marks, T, { productivity: kappa, decay: theta, branching: branching_ratio })
    expect(events.direct).toBeCloseTo(expected.direct as number, 12)
    expect(events.future).toBeCloseTo(expected.expected_future as number, 12)
    expect(events.total).toBeCloseTo(expected.expected_total as number, 12)
    expect(expectedEvents(t, marks, T, { productivity: kappa, decay: theta, branching: 1 }).future).toBe(Infinity)
  })

  it('refuses times out of order, few events, and parameters that are none', () => {
    const parameters = { background: 1, branching: 0.5, decay: 1 }
    expect(() => hawkesLogLikelihood([2, 1], 3, parameters)).toThrow(/ascending/)
    expect(() => hawkesLogLikelihood([1, 4], 3, parameters)).toThrow(/ascending/)
    expect(() => hawkesLogLikelihood([1], 3, { ...parameters, decay: 0 })).toThrow(/decay/)
    expect(() => fitHawkes([1, 2], 3)).toThrow(/at least 5/)
    expect(() => fitHawkes([1, 2, 3, 4, 5], Infinity)).toThrow(/end/)
    expect(() => expectedEvents([1], [1, 2], 3, { productivity: 1, decay: 1, branching: 0 })).toThrow(/mark/)
    expect(() => expectedEvents([1], [-1], 3, { productivity: 1, decay: 1, branching: 0 })).toThrow(/marks/)
    expect(() => expectedEvents([1], [1], 3, { productivity: Number.NaN, decay: 1, branching: 0 })).toThrow(/productivity/)
  })
})

describe('growth from an early count', () => {
  interface Expected {
    beta0: number
    sigma2: number
    predict_median_for_50: number
    predict_mean_LN_for_50: number
    alpha_CS: number
    predict_CS_for_50: number
    interval80: [number, number]
  }
  it.each(named<{ early: number[]; final: number[] }, Expected>('log_linear'))('reference %s', (_, { input, expected }) => {
    const model = fitLogLinear(input.early, input.final)
    expect(model.logGrowth).toBeCloseTo(expected.beta0, 9)
    expect(model.variance).toBeCloseTo(expected.sigma2, 9)
    expect(model.relativeFactor).toBeCloseTo(expected.alpha_CS, 9)
    const { median, mean, cautious, lower, upper } = forecastLogLinear(model, 50)
    expect(median).toBeCloseTo(expected.predict_median_for_50, 8)
    expect(mean).toBeCloseTo(expected.predict_mean_LN_for_50, 8)
    expect(cautious).toBeCloseTo(expected.predict_CS_for_50, 8)
    expect([lower, upper].map((bound) => bound.toFixed(8))).toEqual(expected.interval80.map((bound) => bound.toFixed(8)))
  })

  it('refuses counts of nothing and a single post', () => {
    expect(() => fitLogLinear([1, 0], [2, 2])).toThrow(/> 0/)
    expect(() => fitLogLinear([1], [2])).toThrow(/at least 2/)
    expect(() => fitLogLinear([1, 2], [2])).toThrow(/final count/)
    const model = fitLogLinear([1, 2], [2, 2])
    expect(() => forecastLogLinear(model, Number.NaN)).toThrow(/finite/)
    expect(() => forecastLogLinear(model, 5, 0)).toThrow(/confidence/)
  })
})

describe('tree of shares', () => {
  interface Form {
    structural_virality: number
    depth_max: number
    depth_mean: number
    breadth_max: number
    branching_factor: number
    mean_children_of_internal: number
    reproduction_by_generation: number[]
  }
  it.each(named<{ parent: number[] }, Form>('share_tree'))('reference %s', (_, { input, expected }) => {
    const tree = shareTree(input.parent)
    expect(tree.structuralVirality).toBeCloseTo(expected.structural_virality, 12)
    expect([tree.depthMax, tree.breadthMax]).toEqual([expected.depth_max, expected.breadth_max])
    expect(tree.depthMean).toBeCloseTo(expected.depth_mean, 12)
    expect(tree.sharesPerNode).toBeCloseTo(expected.branching_factor, 12)
    expect(tree.sharesPerSharedNode).toBeCloseTo(expected.mean_children_of_internal, 12)
    expect([...tree.reproduction]).toEqual(expected.reproduction_by_generation.map((value) => expect.closeTo(value, 12)))
  })

  it('is the same however its nodes are numbered', () => {
    const numbers = fc.array(fc.nat(), { maxLength: 60 }).map((draws) => [-1, ...draws.map((draw, i) => draw % (i + 1))])
    fc.assert(
      fc.property(numbers, (parents) => {
        const last = parents.length - 1
        const turned = parents.map((_, i) => parents[last - i] as number).map((parent) => (parent === -1 ? -1 : last - parent))
        const [{ depths, ...form }, { depths: turnedDepths, ...turnedForm }] = [shareTree(parents), shareTree(turned)]
        expect(turnedForm).toEqual(form)
        expect([...turnedDepths].reverse()).toEqual([...depths])
        expect(form.structuralVirality).toBeCloseTo(meanSteps(parents), 9)
      }),
      { numRuns: 30 },
    )
  })

  it('refuses what is no tree', () => {
    for (const wrong of [[], [0], [-1, -1], [-1, 2, 1], [-1, 5], [-1, 0.5], [-1, Number.NaN]])
      expect(() => shareTree(wrong)).toThrow(RangeError)
  })
})

/** Mean distance of all pairs, the slow way. */
function meanSteps(parents: readonly number[]): number {
  const above = (node: number): number[] => (node === -1 ? [] : [node, ...above(parents[node] as number)])
  let [total, pairs] = [0, 0]
  for (let a = 0; a < parents.length; a += 1) {
    for (let b = 0; b < a; b += 1) {
      const way = above(a)
      const up = above(b).findIndex((node) => way.includes(node))
      total += up + way.indexOf(above(b)[up] as number)
      pairs += 1
    }
  }
  return pairs === 0 ? 0 : total / pairs
}

function table(path: string): string[][] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
}
