import { type Fitted, type Learner, requireColumns, requireTable } from '../estimator.ts'
import type { Random } from '../random/xoshiro256.ts'
import { type Points, pickPoints, pointsOf, squaredDistance } from './points.ts'

export interface KMeansOptions {
  /** Whole number of 1 – rows. */
  readonly clusters: number
  /** Searches from different starts, of which the best is kept; whole number ≥ 1. */
  readonly restarts?: number
  readonly stepsMax?: number
}

export interface KMeansModel extends Fitted {
  readonly kind: 'k-means'
  /** One array a cluster; clusters with more rows first. */
  readonly centers: readonly (readonly number[])[]
  readonly sizes: readonly number[]
  /** Sum of squared distances of the rows from their centers. */
  readonly inertia: number
}

/** Where a search ended. */
export interface Clusters {
  /** Cluster of each row. */
  readonly labels: Uint32Array
  readonly centers: Points
  readonly inertia: number
  /** How often rows were assigned, until no row changed. */
  readonly steps: number
}

/**
 * k-means: clusters of least squared distance from their means, which makes them round and of like extent. Starts are drawn as k-means++
 * does, the best of several. Bring columns to one scale first (`fitScaling`). The target is not looked at; `predict` gives a row’s cluster.
 * Equal rows are in one cluster, so there may be fewer clusters with rows than asked for.
 * @see Lloyd (IEEE Transactions on Information Theory 28, 1982); Arthur and Vassilvitskii, k-means++ (SODA 2007).
 */
export const kMeans: Learner<KMeansOptions, KMeansModel> = {
  name: 'kMeans',

  fit(table, _target, options, random) {
    requireTable('kMeans', table, { missing: 'refused' })
    const points = pointsOf(table)
    const { centers, labels, inertia } = clusterPoints(points, options, random)
    const sizes = new Float64Array(options.clusters)
    for (const label of labels) sizes[label] = (sizes[label] as number) + 1
    const order = Array.from(sizes, (_, cluster) => cluster).sort((a, b) => (sizes[b] as number) - (sizes[a] as number))
    return {
      kind: 'k-means',
      columns: [...table.names],
      centers: order.map((cluster) => [...pickPoints(centers, [cluster]).values]),
      sizes: order.map((cluster) => sizes[cluster] as number),
      inertia,
    }
  },

  predict(model, table) {
    requireColumns('kMeans', model, table, { missing: 'refused' })
    const centers = { values: Float64Array.from(model.centers.flat()), rows: model.centers.length, width: model.columns.length }
    const points = pointsOf(table)
    return Float64Array.from({ length: points.rows }, (_, row) => nearest(points, row, centers).center)
  },
}

/**
 * The best clusters of several searches.
 * @throws RangeError when an option is out of range.
 */
export function clusterPoints(points: Points, { clusters, restarts = 10, stepsMax = 300 }: KMeansOptions, random: Random): Clusters {
  if (!(Number.isSafeInteger(clusters) && clusters >= 1 && clusters <= points.rows)) {
    throw new RangeError(`kMeans requires 1 – ${points.rows} clusters, got ${clusters}`)
  }
  if (!(Number.isSafeInteger(restarts) && restarts >= 1)) throw new RangeError(`kMeans requires restarts ≥ 1, got ${restarts}`)
  let best = moveCenters(points, drawStarts(points, clusters, random), stepsMax)
  for (let restart = 1; restart < restarts; restart += 1) {
    const found = moveCenters(points, drawStarts(points, clusters, random), stepsMax)
    if (found.inertia < best.inertia) best = found
  }
  return best
}

/**
 * Lloyd’s steps: rows go to the nearest center, centers to the mean of their rows, until no row changes. A center without rows goes to the
 * row farthest from its own.
 * @param starts Centers to begin with, left as they are.
 */
export function moveCenters(points: Points, starts: Points, stepsMax = 300): Clusters {
  const centers: Points = { ...starts, values: starts.values.slice() }
  const [labels, distances] = [new Uint32Array(points.rows), new Float64Array(points.rows)]
  assign(points, centers, labels, distances)
  let steps = 1
  for (let changed = true; changed && steps <= stepsMax; steps += 1) {
    toMeans(points, labels, distances, centers)
    changed = assign(points, centers, labels, distances)
  }
  return { labels, centers, inertia: distances.reduce((total, distance) => total + distance, 0), steps }
}

/** First a row drawn evenly, then rows by their squared distance, of several draws the one that brings the others nearest. */
function drawStarts(points: Points, clusters: number, random: Random): Points {
  const chosen = [random.integer(points.rows)]
  const trials = 2 + Math.floor(Math.log(clusters))
  let distances = distancesFrom(points, chosen[0] as number, null)
  while (chosen.length < clusters) {
    const draws = Array.from({ length: trials }, () => {
      const row = drawBy(distances, random)
      return { row, left: distancesFrom(points, row, distances) }
    })
    const best = draws.reduce((a, b) => (sum(b.left) < sum(a.left) ? b : a))
    chosen.push(best.row)
    distances = best.left
  }
  return pickPoints(points, chosen)
}

function distancesFrom(points: Points, row: number, before: Float64Array | null): Float64Array {
  return Float64Array.from({ length: points.rows }, (_, other) => {
    const distance = squaredDistance(points, other, points, row)
    return before === null ? distance : Math.min(before[other] as number, distance)
  })
}

function drawBy(weights: Float64Array, random: Random): number {
  let left = random.uniform() * sum(weights)
  for (let row = 0; row < weights.length; row += 1) {
    left -= weights[row] as number
    if (left < 0) return row
  }
  return random.integer(weights.length)
}

function assign(points: Points, centers: Points, labels: Uint32Array, distances: Float64Array): boolean {
  let changed = false
  for (let row = 0; row < points.rows; row += 1) {
    const { center, distance } = nearest(points, row, centers)
    if (labels[row] !== center) changed = true
    labels[row] = center
    distances[row] = distance
  }
  return changed
}

function nearest(points: Points, row: number, centers: Points): { center: number; distance: number } {
  let [center, distance] = [0, Infinity]
  for (let at = 0; at < centers.rows; at += 1) {
    const own = squaredDistance(points, row, centers, at)
    if (own < distance) [center, distance] = [at, own]
  }
  return { center, distance }
}

function toMeans(points: Points, labels: Uint32Array, distances: Float64Array, centers: Points): void {
  const { width } = points
  const counts = new Float64Array(centers.rows)
  centers.values.fill(0)
  for (let row = 0; row < points.rows; row += 1) {
    const center = labels[row] as number
    counts[center] = (counts[center] as number) + 1
    for (let i = 0; i < width; i += 1) {
      centers.values[center * width + i] = (centers.values[center * width + i] as number) + (points.values[row * width + i] as number)
    }
  }
  for (let center = 0; center < centers.rows; center += 1) {
    const own = centers.values.subarray(center * width, (center + 1) * width)
    if (counts[center] === 0) own.set(takeFarthest(points, distances))
    else for (let i = 0; i < width; i += 1) own[i] = (own[i] as number) / (counts[center] as number)
  }
}

function takeFarthest({ values, width }: Points, distances: Float64Array): Float64Array {
  const row = distances.reduce((most, distance, at) => (distance > (distances[most] as number) ? at : most), 0)
  distances[row] = 0
  return values.slice(row * width, (row + 1) * width)
}

function sum(values: Float64Array): number {
  let total = 0
  for (let i = 0; i < values.length; i += 1) total += values[i] as number
  return total
}
