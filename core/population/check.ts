import type { PopulationFigures } from './figures.ts'
import { type PopulationTarget, TARGET_CUSTOMERS, TARGETS, type TargetName } from './targets.ts'

/** Fewer customers tell nothing about figures. */
export const CHECK_ROWS_MIN = 1000

/** Of a target or a dependency. */
export type Verdict = 'reached' | 'missed' | 'insufficient_data'

/** A target beside what a table has. */
export interface CheckedTarget {
  readonly name: TargetName
  readonly label: string
  readonly unit: string
  /** For as many customers as the table has. */
  readonly target: number
  readonly found: number | null
  readonly tolerance: number
  readonly verdict: Verdict
}

/** A dependency beside what a table has. */
export interface CheckedDependency {
  readonly name: string
  readonly label: string
  readonly above: number
  readonly below: number
  readonly found: number | null
  readonly verdict: Verdict
}

/** Every target and dependency with its verdict. */
export interface PopulationCheck {
  readonly customers: number
  readonly needed: number
  readonly targets: readonly CheckedTarget[]
  readonly dependencies: readonly CheckedDependency[]
  /** Targets and dependencies that are not reached, for whatever reason. */
  readonly missed: number
}

/** Judges the figures of a table by the targets, with tolerances for its number of customers. */
export function checkPopulation(figures: PopulationFigures): PopulationCheck {
  const customers = figures.rows
  const found = figures.found()
  const targets = Object.entries<PopulationTarget>(TARGETS).map(([key, target]) => {
    const name = key as TargetName
    const wanted = targetFor(target, customers)
    const tolerance = toleranceFor(target, customers)
    const value = found[name]
    const isNear = value !== null && Math.abs(value - wanted) <= tolerance * (1 + 1e-9)
    const verdict = verdictOf(target.tolerance === 0 || customers >= CHECK_ROWS_MIN, value, isNear)
    return { name, label: target.label, unit: target.unit, target: wanted, found: value, tolerance, verdict }
  })
  const dependencies = figures.dependencies().map((one) => {
    const holds = one.found !== null && one.found > one.above && one.found < one.below
    return { ...one, verdict: verdictOf(customers >= CHECK_ROWS_MIN, one.found, holds) }
  })
  const missed = [...targets, ...dependencies].filter(({ verdict }) => verdict !== 'reached').length
  return { customers, needed: CHECK_ROWS_MIN, targets, dependencies, missed }
}

/** What the figure is to be for so many customers: totals grow with them. */
export function targetFor({ target, isTotal }: PopulationTarget, customers: number): number {
  return isTotal ? (target * customers) / TARGET_CUSTOMERS : target
}

/**
 * How far it may be off. From 100,000 customers on, the stated tolerance, of totals a customer; with fewer it grows as chance does, with
 * the square root, and what one customer may add comes on top.
 */
export function toleranceFor({ tolerance, isTotal, grain = 0 }: PopulationTarget, customers: number): number {
  if (tolerance === 0 || customers === 0) return tolerance
  const size = customers / TARGET_CUSTOMERS
  const stretched = size >= 1 ? tolerance : tolerance / Math.sqrt(size)
  if (isTotal) return stretched * size + (size < 1 ? grain : 0)
  return stretched + (size < 1 ? (100 * grain) / customers : 0)
}

function verdictOf(isEnough: boolean, found: number | null, isReached: boolean): Verdict {
  if (!isEnough || found === null) return 'insufficient_data'
  return isReached ? 'reached' : 'missed'
}
