import { type Points, squaredDistance } from './points.ts'

/**
 * How much nearer each row is to its own cluster than to the next one, in [−1, 1]; 0 of a row alone in its cluster. Compares all pairs.
 * @param labels Cluster of each row, whole numbers ≥ 0; at least two clusters with rows.
 * @throws RangeError when labels are not as many as rows, or there is one cluster alone.
 * @see Rousseeuw, Silhouettes (Journal of Computational and Applied Mathematics 20, 1987).
 */
export function silhouettes(points: Points, labels: ArrayLike<number>): Float64Array {
  const sizes = clusterSizes('silhouettes', points, labels)
  return Float64Array.from({ length: points.rows }, (_, row) => {
    const totals = new Float64Array(sizes.length)
    for (let other = 0; other < points.rows; other += 1) {
      const label = labels[other] as number
      totals[label] = (totals[label] as number) + Math.sqrt(squaredDistance(points, row, points, other))
    }
    const own = labels[row] as number
    if (sizes[own] === 1) return 0
    const inside = (totals[own] as number) / ((sizes[own] as number) - 1)
    let outside = Infinity
    for (let label = 0; label < sizes.length; label += 1) {
      if (label !== own && (sizes[label] as number) > 0) outside = Math.min(outside, (totals[label] as number) / (sizes[label] as number))
    }
    return inside === outside ? 0 : (outside - inside) / Math.max(inside, outside)
  })
}

/** Mean of {@link silhouettes}. */
export function meanSilhouette(points: Points, labels: ArrayLike<number>): number {
  return silhouettes(points, labels).reduce((total, value) => total + value / points.rows, 0)
}

/**
 * Mean over the clusters of how much they overlap with the one they overlap most with; the less, the better. Parameters and errors as of
 * {@link silhouettes}.
 * @see Davies and Bouldin, A cluster separation measure (IEEE TPAMI 1, 1979).
 */
export function daviesBouldin(points: Points, labels: ArrayLike<number>): number {
  const sizes = clusterSizes('daviesBouldin', points, labels)
  const centers = clusterCenters(points, labels, sizes)
  const extents = new Float64Array(sizes.length)
  for (let row = 0; row < points.rows; row += 1) {
    const label = labels[row] as number
    extents[label] = (extents[label] as number) + Math.sqrt(squaredDistance(points, row, centers, label)) / (sizes[label] as number)
  }
  const filled = [...sizes.keys()].filter((label) => (sizes[label] as number) > 0)
  const worst = filled.map((a) =>
    Math.max(
      ...filled
        .filter((b) => b !== a)
        .map((b) => ((extents[a] as number) + (extents[b] as number)) / Math.sqrt(squaredDistance(centers, a, centers, b))),
    ),
  )
  return worst.reduce((total, value) => total + value, 0) / filled.length
}

/**
 * Variance between the clusters over that inside of them, each by its degrees of freedom; the greater, the better. Parameters and errors as
 * of {@link silhouettes}.
 * @see Caliński and Harabasz, A dendrite method for cluster analysis (Communications in Statistics 3, 1974).
 */
export function calinskiHarabasz(points: Points, labels: ArrayLike<number>): number {
  const sizes = clusterSizes('calinskiHarabasz', points, labels)
  const centers = clusterCenters(points, labels, sizes)
  const middle = clusterCenters(points, new Uint8Array(points.rows), Float64Array.of(points.rows))
  const [filled, inside] = [sizes.filter((size) => size > 0).length, insideOf(points, labels, centers)]
  let between = 0
  for (const [label, size] of sizes.entries()) if (size > 0) between += size * squaredDistance(centers, label, middle, 0)
  return between / (filled - 1) / (inside / (points.rows - filled))
}

/**
 * How well two ways to cluster the same rows agree beyond chance: 1 for the same clusters under whatever numbers, about 0 by chance.
 * @param one Cluster of each row; at least one row.
 * @param other As many.
 * @throws RangeError when rows are none or unequal in number.
 * @see Hubert and Arabie, Comparing partitions (Journal of Classification 2, 1985).
 */
export function adjustedRand(one: ArrayLike<number>, other: ArrayLike<number>): number {
  if (one.length === 0 || one.length !== other.length) {
    throw new RangeError(`adjustedRand requires as many rows on both sides and at least one, got ${one.length} and ${other.length}`)
  }
  const [cells, rows, columns] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  for (let row = 0; row < one.length; row += 1) {
    for (const [counts, key] of [
      [cells, `${one[row]} ${other[row]}`],
      [rows, `${one[row]}`],
      [columns, `${other[row]}`],
    ] as const) {
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  const [together, first, second, all] = [pairsIn(cells), pairsIn(rows), pairsIn(columns), (one.length * (one.length - 1)) / 2]
  const byChance = all === 0 ? 0 : (first * second) / all
  const most = (first + second) / 2
  return most === byChance ? 1 : (together - byChance) / (most - byChance)
}

function pairsIn(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + (count * (count - 1)) / 2, 0)
}

function insideOf(points: Points, labels: ArrayLike<number>, centers: Points): number {
  let total = 0
  for (let row = 0; row < points.rows; row += 1) total += squaredDistance(points, row, centers, labels[row] as number)
  return total
}

function clusterCenters({ values, rows, width }: Points, labels: ArrayLike<number>, sizes: Float64Array): Points {
  const centers = new Float64Array(sizes.length * width)
  for (let row = 0; row < rows; row += 1) {
    const label = labels[row] as number
    for (let i = 0; i < width; i += 1) {
      centers[label * width + i] = (centers[label * width + i] as number) + (values[row * width + i] as number) / (sizes[label] as number)
    }
  }
  return { values: centers, rows: sizes.length, width }
}

function clusterSizes(caller: string, { rows }: Points, labels: ArrayLike<number>): Float64Array {
  if (labels.length !== rows) throw new RangeError(`${caller} requires a cluster for each of ${rows} rows, got ${labels.length}`)
  const sizes: number[] = []
  for (let row = 0; row < rows; row += 1) {
    const label = labels[row] as number
    if (!(Number.isSafeInteger(label) && label >= 0)) throw new RangeError(`${caller} requires whole cluster numbers ≥ 0, got ${label}`)
    while (sizes.length <= label) sizes.push(0)
    sizes[label] = (sizes[label] as number) + 1
  }
  if (sizes.filter((size) => size > 0).length < 2) throw new RangeError(`${caller} requires at least two clusters, got fewer`)
  return Float64Array.from(sizes)
}
