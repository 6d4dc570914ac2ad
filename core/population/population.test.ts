import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RawTable } from '../tabular/raw-table.ts'
import { checkPopulation, toleranceFor } from './check.ts'
import { MISSING, type PopulationColumn } from './columns.ts'
import { PopulationFigures } from './figures.ts'
import { createPopulation, customerId, type PopulationPart } from './population.ts'
import { TARGETS } from './targets.ts'

describe('a population of 100,000', () => {
  it.each([42, 7, 20_260_101])(
    'reaches every target within its tolerance, and has every dependency, from seed %d',
    (seed) => {
      const { targets, dependencies } = checked(seed, 100_000)
      expect(targets).toHaveLength(42)
      expect(targets.filter(({ verdict }) => verdict !== 'reached')).toEqual([])
      expect(dependencies.filter(({ verdict }) => verdict !== 'reached')).toEqual([])
    },
    60_000,
  )
})

describe('populations of other sizes', () => {
  it.each([1000, 15_001])('of %d reach every target within the wider tolerance', (count) => {
    expect(checked(1, count).missed).toBe(0)
  })

  it('are too small to judge below 1,000', () => {
    const { targets, needed, customers } = checked(1, 50)
    expect({ needed, customers }).toEqual({ needed: 1000, customers: 50 })
    expect(targets.filter(({ verdict }) => verdict === 'insufficient_data')).toHaveLength(40)
  })

  it('may be empty or one customer, who has every column', () => {
    expect(createPopulation(1, 0).blocks).toBe(0)
    const { columns, rows } = createPopulation(1, 1).block(0)
    expect(rows).toBe(1)
    for (const column of Object.values(columns)) expect(entries(column)).toHaveLength(1)
  })

  it('have tolerances that grow as chance does, and totals that grow with the customers', () => {
    expect(toleranceFor(TARGETS.followers, 100_000)).toBe(1)
    expect(toleranceFor(TARGETS.followers, 1000)).toBeCloseTo(10)
    expect(toleranceFor(TARGETS.followers, 10_000_000)).toBe(1)
    expect(toleranceFor(TARGETS.ads, 10_000_000)).toBeCloseTo(150)
    expect(toleranceFor(TARGETS.male_pct, 10_000)).toBeCloseTo(0.05 * Math.sqrt(10) + 0.01)
  })

  it('are refused when they are no count', () => {
    for (const count of [-5, 1.5, Number.NaN, 1e9])
      expect(() => createPopulation(1, count)).toThrow(`createPopulation requires a whole count from 0 to 100,000,000, got ${count}`)
    expect(() => createPopulation(1, 10).block(1)).toThrow('block requires an index from 0 to 0, got 1')
  })
})

describe('a part of a population', () => {
  it('is the same alone as within the whole, whatever was drawn before', () => {
    const whole = createPopulation('parts', 12_001)
    const parts = [0, 1].map((index) => whole.block(index))
    expect(createPopulation('parts', 12_001).block(1)).toEqual(parts[1])
    expect(parts.map(({ from, to }) => [from, to])).toEqual([
      [0, 6000],
      [6000, 12_001],
    ])
  })

  it('differs from seed to seed', () => {
    expect(createPopulation(1, 100).block(0)).not.toEqual(createPopulation(2, 100).block(0))
  })

  it('is the same on a machine whose exp, log and pow are off in the last place', () => {
    const ours = createPopulation(42, 2000).block(0)
    expect(withInexactMath(() => createPopulation(42, 2000).block(0))).toEqual(ours)
  })

  it('contradicts itself nowhere, whatever seed and size', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 400 }), (seed, count) => {
        requireSense(createPopulation(seed, count).block(0))
      }),
      { numRuns: 25 },
    )
  })
})

function checked(seed: number, count: number) {
  const population = createPopulation(seed, count)
  const figures = new PopulationFigures(tableOf(seed, population.block(0)).columns.map(({ name }) => name))
  for (let index = 0; index < population.blocks; index += 1) figures.add(tableOf(seed, population.block(index)))
  return checkPopulation(figures)
}

function tableOf(seed: number, { from, rows, columns }: PopulationPart): RawTable {
  const ids = Array.from({ length: rows }, (_, row) => customerId(seed, from + row))
  const missing = new Float64Array(rows).fill(Number.NaN)
  const raw = Object.entries(columns).map(([name, column]) =>
    column.kind === 'word'
      ? { name, firstRow: 1, numbers: missing, codes: Int32Array.from(column.codes), texts: column.words }
      : { name, firstRow: 1, numbers: numbersOf(column), codes: null, texts: [] },
  )
  const id = { name: 'customer_id', firstRow: 1, numbers: missing, codes: Int32Array.from(ids.keys()), texts: ids }
  const moment = { name: 'data_generated_at', firstRow: 1, numbers: new Float64Array(rows), codes: null, texts: [] }
  return { rows, columns: [id, ...raw, moment] }
}

function entries(column: PopulationColumn): ArrayLike<number> {
  return column.kind === 'word' ? column.codes : column.scaled
}

function numbersOf(column: PopulationColumn): Float64Array {
  if (column.kind === 'word') return Float64Array.from(column.codes)
  const scale = 10 ** column.decimals
  return new Float64Array(column.scaled).map((value) => (value === MISSING ? Number.NaN : value / scale))
}

/** Every value of exp, log and pow moved to a neighbouring double, up and down in turns. */
function withInexactMath<T>(work: () => T): T {
  const { exp, log, log1p, pow } = Math
  let up = false
  const off = (value: number) => {
    up = !up
    return value * (up ? 1 + Number.EPSILON : 1 - Number.EPSILON / 2)
  }
  Object.assign(Math, {
    exp: (x: number) => off(exp(x)),
    log: (x: number) => off(log(x)),
    log1p: (x: number) => off(log1p(x)),
    pow: (x: number, y: number) => off(pow(x, y)),
  })
  try {
    return work()
  } finally {
    Object.assign(Math, { exp, log, log1p, pow })
  }
}

function requireSense({ rows, columns }: PopulationPart): void {
  const at = new Proxy({} as Record<string, Float64Array>, {
    get: (_, name: string) => numbersOf(columns[name] as PopulationColumn),
  })
  const [right, left, matches, life] = [at.swipes_right_day, at.swipes_left_day, at.matches_per_day, at.total_matches_alltime]
  const [scheduled, kept, rate, conversion] = [
    at.dates_scheduled_month,
    at.dates_completed_month,
    at.match_rate_pct,
    at.match_to_date_conversion_pct,
  ]
  const [subscription, inApp, ads, total, value, months] = [
    at.monthly_subscription_usd,
    at.iap_spending_month_usd,
    at.ad_revenue_generated_month_usd,
    at.total_revenue_month_usd,
    at.lifetime_value_usd,
    at.tenure_months,
  ]
  for (let row = 0; row < rows; row += 1) {
    const of = (column: Float64Array | undefined) => column?.[row] as number
    expect(of(matches)).toBeLessThanOrEqual(of(right))
    expect(of(kept)).toBeLessThanOrEqual(of(scheduled))
    expect(Number.isNaN(of(rate))).toBe(of(right) === 0)
    expect(Number.isNaN(of(conversion))).toBe(of(life) === 0)
    expect(Number.isNaN(of(at.swipe_right_rate_pct))).toBe(of(right) + of(left) === 0)
    expect(of(total)).toBeCloseTo(of(subscription) + of(inApp) + of(ads), 6)
    expect(of(value)).toBeCloseTo(of(total) * of(months), 4)
  }
  for (const [name, column] of Object.entries(columns)) {
    if (column.kind === 'word') expect(Math.max(...column.codes), name).toBeLessThan(column.words.length)
    else expect(Math.min(...column.scaled), name).toBeGreaterThanOrEqual(MISSING)
    if (name.endsWith('_pct') && column.kind === 'number')
      expect(Math.max(...numbersOf(column).filter(Number.isFinite), 0), name).toBeLessThanOrEqual(100)
  }
}
