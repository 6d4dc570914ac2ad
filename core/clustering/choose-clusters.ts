import { requireTable, rowCount, selectRows, type Table } from '../estimator.ts'
import type { Random } from '../random/xoshiro256.ts'
import { adjustedRand, meanSilhouette } from './cluster-quality.ts'
import { type KMeansModel, kMeans } from './k-means.ts'
import { pointsOf } from './points.ts'

/** What one number of clusters would be like. */
export interface ClusterTrial {
  readonly clusters: number
  /** Mean silhouette of sampled rows, in [−1, 1]. Below .25 there is hardly any structure. */
  readonly silhouette: number
  /** Agreement beyond chance of models of two halves of the rows on all of them: below .8, other rows would give other clusters. */
  readonly stability: number
}

export interface ChosenClusters {
  readonly model: KMeansModel
  readonly trials: readonly ClusterTrial[]
}

/**
 * k-means with the number of clusters of greatest silhouette. The trials are for showing: a number is a choice, not a discovery.
 * @param table At least `to` · 2 rows of finite values on one scale.
 * @param options.from Least number of clusters, ≥ 2.
 * @param options.to Greatest.
 * @param options.silhouetteRows At most so many rows, drawn evenly, enter the silhouette, which compares all pairs.
 * @throws RangeError when a parameter is out of range, rows are too few, or all rows are equal.
 */
export function chooseClusters(
  table: Table,
  { from = 3, to = 8, restarts = 10, silhouetteRows = 2000 }: { from?: number; to?: number; restarts?: number; silhouetteRows?: number },
  random: Random,
): ChosenClusters {
  requireTable('chooseClusters', table, { missing: 'refused' })
  const rows = rowCount(table)
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && 2 <= from && from <= to && 2 * to <= rows)) {
    throw new RangeError(`chooseClusters requires 2 ≤ from ≤ to ≤ ${Math.floor(rows / 2)} clusters of ${rows} rows, got ${from} and ${to}`)
  }
  if (table.columns.every((column) => column.every((value) => value === column[0]))) {
    throw new RangeError('chooseClusters requires rows that differ, got equal ones only')
  }
  const order = shuffledRows(rows, random.fork('order'))
  const sample = selectRows(table, order.subarray(0, silhouetteRows))
  const trials = Array.from({ length: to - from + 1 }, (_, i) => {
    const options = { clusters: from + i, restarts }
    const model = kMeans.fit(table, new Float64Array(rows), options, random.fork(`${from + i}`))
    const halves = [order.subarray(0, rows >> 1), order.subarray(rows >> 1)].map((half) =>
      kMeans.predict(kMeans.fit(selectRows(table, half), new Float64Array(half.length), options, random.fork(`half ${from + i}`)), table),
    ) as [Float64Array, Float64Array]
    return { model, clusters: from + i, silhouette: silhouetteOf(model, sample), stability: adjustedRand(...halves) }
  })
  const best = trials.reduce((a, b) => (b.silhouette > a.silhouette ? b : a))
  return { model: best.model, trials: trials.map(({ clusters, silhouette, stability }) => ({ clusters, silhouette, stability })) }
}

function silhouetteOf(model: KMeansModel, sample: Table): number {
  const labels = kMeans.predict(model, sample)
  return new Set(labels).size < 2 ? -1 : meanSilhouette(pointsOf(sample), labels)
}

function shuffledRows(rows: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row)
  for (let i = rows - 1; i > 0; i -= 1) {
    const j = random.integer(i + 1)
    ;[order[i], order[j]] = [order[j] as number, order[i] as number]
  }
  return order
}
