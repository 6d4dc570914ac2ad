import fc from 'fast-check'
import { expect, it } from 'vitest'
import { advancedComposition, type BudgetLedger, basicComposition, type Expense, remainingBudget, spend } from './budget.ts'
import { boundContributions } from './contributions.ts'

const EMPTY: BudgetLedger = { limit: { epsilon: 1, delta: 1e-6 }, expenses: [] }
const tenth: Expense = { epsilon: 0.1, delta: 0, label: 'people by country' }

it('fifty releases of 0.1 lose 5 by their sum and 4.24 by the advanced theorem', () => {
  // reference/privacy.json, composition.
  const losses = Array.from({ length: 50 }, () => ({ epsilon: 0.1, delta: 0 }))
  expect(basicComposition(losses).epsilon).toBeCloseTo(5, 9)
  const advanced = advancedComposition(losses, 1e-6)
  expect(advanced.epsilon).toBeCloseTo(4.242776779228077, 9)
  expect(advanced.delta).toBe(1e-6)
  expect(() => advancedComposition(losses, 0)).toThrow(RangeError)
})

it('ten tenths fit into a budget of one, and an eleventh does not', () => {
  let ledger = EMPTY
  for (let i = 0; i < 10; i += 1) {
    const spending = spend(ledger, tenth)
    if (spending.status === 'refused') throw new Error(`refused after ${i}`)
    ledger = spending.ledger
  }
  expect(remainingBudget(ledger).epsilon).toBeCloseTo(0, 12)
  expect(spend(ledger, tenth)).toMatchObject({ status: 'refused', needed: { epsilon: 0.1, delta: 0 } })
  expect(ledger.expenses).toHaveLength(10)
})

it('a refusal leaves the ledger as it is', () => {
  const before = structuredClone(EMPTY)
  expect(spend(EMPTY, { ...tenth, epsilon: 2 }).status).toBe('refused')
  expect(spend(EMPTY, { ...tenth, delta: 1e-5 }).status).toBe('refused')
  expect(EMPTY).toEqual(before)
})

it('no sequence of expenses spends more than the limit', () => {
  const expense = fc.record({
    epsilon: fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
    delta: fc.double({ min: 0, max: 5e-7, noNaN: true }),
    label: fc.string(),
  })
  fc.assert(
    fc.property(fc.array(expense, { maxLength: 40 }), (expenses) => {
      const final = expenses.reduce((ledger, next) => {
        const spending = spend(ledger, next)
        return spending.status === 'spent' ? spending.ledger : ledger
      }, EMPTY)
      const { epsilon, delta } = basicComposition(final.expenses)
      expect(epsilon).toBeLessThanOrEqual(1 + 1e-8)
      expect(delta).toBeLessThanOrEqual(1e-6 * (1 + 1e-8))
    }),
  )
})

it('what is no loss cannot be spent', () => {
  for (const epsilon of [0, -1, Number.NaN, Infinity]) expect(() => spend(EMPTY, { ...tenth, epsilon })).toThrow(RangeError)
  expect(() => spend(EMPTY, { ...tenth, delta: 1 })).toThrow(RangeError)
})

it('a person counts with the first rows up to the bound, each cut to its range', () => {
  const { kept, values, sensitivity } = boundContributions(['a', 'b', 'a', 'a', 'b'], [5, -3, 50, 1, Number.NaN], {
    rowsMax: 2,
    low: 0,
    high: 10,
  })
  expect(kept).toEqual([0, 1, 2, 4])
  expect([...values]).toEqual([5, 0, 10, 0])
  expect(sensitivity).toBe(20)
})

it('adding or removing a person changes a bounded sum by no more than its sensitivity', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.double({ min: -100, max: 100, noNaN: true })))
  const bound = fc.record({
    rowsMax: fc.integer({ min: 1, max: 4 }),
    low: fc.integer({ min: -9, max: 0 }),
    high: fc.integer({ min: 0, max: 9 }),
  })
  fc.assert(
    fc.property(rows, bound, (all, limits) => {
      const total = (some: typeof all) => {
        const { values } = boundContributions(
          some.map(([person]) => person),
          some.map(([, value]) => value),
          limits,
        )
        return values.reduce((sum, value) => sum + value, 0)
      }
      const { sensitivity } = boundContributions([], [], limits)
      expect(Math.abs(total(all) - total(all.filter(([person]) => person !== 0)))).toBeLessThanOrEqual(sensitivity + 1e-9)
    }),
  )
})

it('a bound is a range and a whole number of rows', () => {
  expect(() => boundContributions([1], [], { rowsMax: 1, low: 0, high: 1 })).toThrow(/as many people/)
  expect(() => boundContributions([], [], { rowsMax: 0, low: 0, high: 1 })).toThrow(/rowsMax/)
  expect(() => boundContributions([], [], { rowsMax: 1, low: 2, high: 1 })).toThrow(/low ≤ high/)
})
