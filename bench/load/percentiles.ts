export interface Summary {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** Percentiles by the nearest rank, to a hundredth. Sorts what it is given. */
export function summarise(values: Float64Array): Summary {
  values.sort()
  const at = (share: number) => Math.round((values[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0) * 100) / 100
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}
