import { describe, expect, it } from 'vitest'
import { lbfgs } from './lbfgs.ts'
import { nelderMead } from './nelder-mead.ts'

/** Rosenbrock’s valley, whose floor is at (1, 1). */
const valley = ([x, y]: ArrayLike<number> & Iterable<number>) => 100 * ((y as number) - (x as number) ** 2) ** 2 + (1 - (x as number)) ** 2

describe('search for a minimum', () => {
  it('finds the floor of a bent valley without derivatives', () => {
    const { at, converged } = nelderMead(valley, [-1.2, 1], { tolerance: 1e-14, stepsMax: 1000 })
    expect(converged).toBe(true)
    expect(at[0]).toBeCloseTo(1, 5)
    expect(at[1]).toBeCloseTo(1, 5)
  })

  it('finds it with the gradient in few steps', () => {
    const { at, value, converged } = lbfgs(
      (point, gradient) => {
        const [x, y] = point as unknown as [number, number]
        gradient.set([-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)])
        return valley(point)
      },
      Float64Array.of(-1.2, 1),
      { stepsMax: 60 },
    )
    expect(converged).toBe(true)
    expect(value).toBeLessThan(1e-12)
    expect(at[0]).toBeCloseTo(1, 6)
  })

  it('treats what is not finite as a wall, and says when its steps were used up', () => {
    const { at } = nelderMead(([x]) => (x as number) - Math.log(x as number), [3])
    expect(at[0]).toBeCloseTo(1, 4)
    expect(nelderMead(valley, [-1.2, 1], { stepsMax: 3 }).converged).toBe(false)
  })

  it('refuses a start where there is no value', () => {
    expect(() => nelderMead(() => Number.NaN, [1])).toThrow(RangeError)
    expect(() => nelderMead(() => 1, [])).toThrow(RangeError)
    expect(() => lbfgs(() => Number.NaN, Float64Array.of(1))).toThrow(RangeError)
  })
})
