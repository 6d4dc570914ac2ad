import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conformance } from '../estimator.conformance.ts'
import { type Table, tableOfRows } from '../estimator.ts'
import { normal } from '../random/samplers.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { chooseClusters } from './choose-clusters.ts'
import { adjustedRand, calinskiHarabasz, daviesBouldin, meanSilhouette, silhouettes } from './cluster-quality.ts'
import { gaussianMixture, mixtureLogDensity } from './gaussian-mixture.ts'
import { kMeans, moveCenters } from './k-means.ts'
import { type Points, pointsOf } from './points.ts'
import { principalComponents } from './principal-components.ts'
import { fitScaling, scaleColumns } from './scaling.ts'
import { cutTree, wardTree } from './ward.ts'

interface Case<Input, Expected> {
  readonly id: string
  readonly input: Input
  readonly expected: Expected
}

/** Where each number comes from is said in the file itself. */
const cases = JSON.parse(readFileSync(new URL('clustering.cases.json', import.meta.url), 'utf8'))
const named = <Input, Expected>(group: string): [string, Case<Input, Expected>][] =>
  (cases[group] as Case<Input, Expected>[]).map((one) => [one.id, one])

const iris = tableOfRows(['a', 'b', 'c', 'd'], cases.iris)
const random = () => createRandom('clusters')
const none = (table: Table) => new Float64Array(table.columns[0]?.length ?? 0)
const points = (rows: readonly number[][]): Points => pointsOf(tableOfRows(['x', 'y'], rows))

describe('k-means', () => {
  it.each(conformance({ learner: kMeans, options: { clusters: 3 }, task: 'unsupervised', missing: 'refused' }))('$rule', ({ check }) =>
    check(),
  )

  interface Best {
    inertia: number
    silhouette: number
    davies_bouldin?: number
    calinski_harabasz?: number
    sizes_sorted?: number[]
    centers_sorted?: number[][]
  }
  it.each(named<{ dataset: string; k: number }, Best>('kmeans_best_inertia'))('reference %s', (_, { input, expected }) => {
    const table = input.dataset.includes('standardised') ? scaleColumns(fitScaling(iris), iris) : iris
    const model = kMeans.fit(table, none(table), { clusters: input.k, restarts: 30 }, random())
    const labels = kMeans.predict(model, table)
    expect(model.inertia).toBeCloseTo(expected.inertia, 4)
    expect(meanSilhouette(pointsOf(table), labels)).toBeCloseTo(expected.silhouette, 4)
    if (expected.davies_bouldin === undefined) return
    expect(daviesBouldin(pointsOf(table), labels)).toBeCloseTo(expected.davies_bouldin, 4)
    expect(calinskiHarabasz(pointsOf(table), labels)).toBeCloseTo(expected.calinski_harabasz as number, 3)
    expect([...model.sizes].sort((a, b) => a - b)).toEqual(expected.sizes_sorted)
    const centers = [...model.centers].sort((a, b) => (a[0] as number) - (b[0] as number))
    for (const [i, center] of (expected.centers_sorted as number[][]).entries()) {
      for (const [j, value] of center.entries()) expect(centers[i]?.[j]).toBeCloseTo(value, 4)
    }
  })

  it.each(
    named<{ X: number[][]; init: number[][] }, { labels: number[]; centers: number[][]; inertia: number; iterations: number }>(
      'kmeans_lloyd',
    ),
  )('reference %s', (_, { input, expected }) => {
    const { labels, centers, inertia, steps } = moveCenters(points(input.X), points(input.init))
    expect([...labels]).toEqual(expected.labels)
    expect([...centers.values]).toEqual(expected.centers.flat().map((value) => expect.closeTo(value, 9)))
    expect(inertia).toBeCloseTo(expected.inertia, 9)
    expect(steps).toBe(expected.iterations)
  })

  it('takes equal rows, as many clusters as rows, and a cluster for all', () => {
    const equal = tableOfRows(['x'], [[2], [2], [2], [2], [2]])
    const model = kMeans.fit(equal, none(equal), { clusters: 2 }, random())
    expect(model.inertia).toBe(0)
    expect([...kMeans.predict(model, equal)]).toEqual([0, 0, 0, 0, 0])
    const five = tableOfRows(['x'], [[1], [2], [4], [8], [16]])
    expect(kMeans.fit(five, none(five), { clusters: 5 }, random()).inertia).toBe(0)
    expect(kMeans.fit(five, none(five), { clusters: 1 }, random()).centers).toEqual([[6.2]])
  })

  it('refuses more clusters than rows', () => {
    const table = tableOfRows(['x'], [[1], [2]])
    expect(() => kMeans.fit(table, none(table), { clusters: 3 }, random())).toThrow(/clusters/)
    expect(() => kMeans.fit(table, none(table), { clusters: 1, restarts: 0 }, random())).toThrow(/restarts/)
  })
})

describe('choice of clusters', () => {
  it('finds three clusters that are there, and says that they are stable', () => {
    const draws = createRandom(5)
    const rows = Array.from({ length: 150 }, (_, row) => [10 * (row % 3) + normal(draws), normal(draws)])
    const { model, trials } = chooseClusters(tableOfRows(['x', 'y'], rows), { from: 2, to: 5 }, random())
    expect(model.sizes).toEqual([50, 50, 50])
    expect(trials.map(({ clusters }) => clusters)).toEqual([2, 3, 4, 5])
    expect(trials[1]?.stability).toBe(1)
    expect(trials[1]?.silhouette).toBeGreaterThan(0.6)
  })

  it('refuses few rows and rows that do not differ', () => {
    expect(() => chooseClusters(tableOfRows(['x'], [[1], [2], [3]]), {}, random())).toThrow(/rows/)
    expect(() => chooseClusters(tableOfRows(['x'], Array(20).fill([1])), {}, random())).toThrow(/differ/)
  })
})

describe('quality of clusters', () => {
  it.each(named<{ X: number[][]; labels: number[] }, { samples: number[]; mean: number }>('silhouette'))(
    'reference %s',
    (_, { input, expected }) => {
      expect([...silhouettes(points(input.X), input.labels)]).toEqual(expected.samples.map((value) => expect.closeTo(value, 9)))
      expect(meanSilhouette(points(input.X), input.labels)).toBeCloseTo(expected.mean, 9)
    },
  )

  it.each(named<{ a: number[]; b: number[] }, { ari: number }>('adjusted_rand'))('reference %s', (_, { input, expected }) =>
    expect(adjustedRand(input.a, input.b)).toBeCloseTo(expected.ari, 9),
  )

  it('agreement is whole with other numbers for the same clusters, and symmetric', () => {
    const labels = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(labels, (pairs) => {
        const [a, b] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)]
        expect(
          adjustedRand(
            a,
            a.map((label) => 7 - label),
          ),
        ).toBeCloseTo(1, 9)
        expect(adjustedRand(a, b)).toBeCloseTo(adjustedRand(b, a), 9)
      }),
    )
  })

  it('refuses one cluster alone, and numbers that are none', () => {
    for (const quality of [silhouettes, daviesBouldin, calinskiHarabasz]) {
      expect(() =>
        quality(
          points([
            [1, 1],
            [2, 2],
          ]),
          [0, 0],
        ),
      ).toThrow(/two clusters/)
      expect(() =>
        quality(
          points([
            [1, 1],
            [2, 2],
          ]),
          [0],
        ),
      ).toThrow(/each of 2 rows/)
      expect(() =>
        quality(
          points([
            [1, 1],
            [2, 2],
          ]),
          [0, 0.5],
        ),
      ).toThrow(/whole/)
    }
    expect(() => adjustedRand([], [])).toThrow(RangeError)
    expect(() => adjustedRand([1], [1, 2])).toThrow(RangeError)
  })
})

describe('scales', () => {
  it.each(named<{ x: number[] }, Record<'standard' | 'robust' | 'log1p', number[]>>('scalers'))(
    'reference %s',
    (_, { input, expected }) => {
      const table = tableOfRows(
        ['x'],
        input.x.map((value) => [value]),
      )
      for (const kind of ['standard', 'robust'] as const) {
        const scaled = scaleColumns(fitScaling(table, { kind }), table).columns[0] as Float64Array
        expect([...scaled]).toEqual(expected[kind].map((value) => expect.closeTo(value, 9)))
      }
      const { scales } = fitScaling(table, { logarithms: ['x'] })
      expect(scales[0]).toMatchObject({ from: expected.log1p[0], to: expect.closeTo(expected.log1p[4] as number, 9) })
    },
  )

  it('draw outliers in, leave constant columns at 0, and refuse logarithms of less than nothing', () => {
    const table = tableOfRows(
      ['x', 'same'],
      Array.from({ length: 201 }, (_, row) => [row === 200 ? 1e9 : row, 0.1]),
    )
    const { columns } = scaleColumns(fitScaling(table, { winsoriseAt: 0.99 }), table)
    expect(Math.max(...(columns[0] as Float64Array))).toBeLessThan(2)
    expect(new Set(columns[1])).toEqual(new Set([0]))
    expect(() => fitScaling(tableOfRows(['x'], [[-1]]), { logarithms: ['x'] })).toThrow(/counts ≥ 0/)
    expect(() => fitScaling(table, { logarithms: ['y'] })).toThrow(/“y”/)
    expect(() => fitScaling(table, { winsoriseAt: 0.5 })).toThrow(/winsoriseAt/)
  })
})

describe('Ward’s tree', () => {
  it.each(named<{ X: number[][] }, { linkage: number[][]; cut3: number[] }>('ward_linkage'))('reference %s', (_, { input, expected }) => {
    const unions = wardTree(points(input.X))
    expect(unions.map(({ a, b, distance, rows }) => [a, b, distance, rows])).toEqual(
      expected.linkage.map(([a, b, distance, rows]) => [a, b, expect.closeTo(distance as number, 9), rows]),
    )
    expect(adjustedRand(cutTree(unions, 3), expected.cut3)).toBe(1)
  })

  it('is cut anywhere, and refuses what it cannot hold', () => {
    const unions = wardTree(
      points([
        [1, 1],
        [2, 2],
        [9, 9],
      ]),
    )
    expect([1, 2, 3].map((clusters) => [...cutTree(unions, clusters)])).toEqual([
      [0, 0, 0],
      [0, 0, 1],
      [0, 1, 2],
    ])
    expect(wardTree(points([[1, 1]]))).toEqual([])
    expect(() => cutTree(unions, 4)).toThrow(RangeError)
    expect(() => wardTree({ values: new Float64Array(0), rows: 0, width: 1 })).toThrow(RangeError)
  })
})

describe('mixture of normal distributions', () => {
  it.each(conformance({ learner: gaussianMixture, options: { components: 2 }, task: 'unsupervised', missing: 'refused' }))(
    '$rule',
    ({ check }) => check(),
  )

  it.each(named<{ k: number }, { loglik_total: number; bic: number }>('gmm_diag'))('reference %s', (_, { input, expected }) => {
    const model = gaussianMixture.fit(iris, none(iris), { components: input.k, restarts: 40 }, random())
    expect(model.logLikelihood).toBeGreaterThan(expected.loglik_total - 0.5)
    expect(model.bic - (expected.bic + 2 * (expected.loglik_total - model.logLikelihood))).toBeCloseTo(0, 6)
    if (input.k <= 2) expect(model.logLikelihood).toBeCloseTo(expected.loglik_total, 2)
  })

  it('finds two clouds back, and rows unlike both', () => {
    const draws = createRandom(9)
    const rows = Array.from({ length: 400 }, (_, row) =>
      row % 4 === 0 ? [8 + normal(draws), 3 * normal(draws)] : [normal(draws), normal(draws)],
    )
    const table = tableOfRows(['x', 'y'], rows)
    const model = gaussianMixture.fit(table, none(table), { components: 2 }, random())
    expect(model.weights[0]).toBeCloseTo(0.75, 1)
    expect(model.means[1]?.[0]).toBeCloseTo(8, 0)
    expect(model.variances[1]?.[1]).toBeGreaterThan(6)
    const [usual, strange] = mixtureLogDensity(
      model,
      tableOfRows(
        ['x', 'y'],
        [
          [0, 0],
          [50, 50],
        ],
      ),
    )
    expect((usual as number) - (strange as number)).toBeGreaterThan(50)
  })

  it('takes equal rows, and refuses options that are none', () => {
    const table = tableOfRows(['x'], Array(5).fill([3]))
    expect(
      gaussianMixture
        .fit(table, none(table), { components: 2 }, random())
        .means.flat()
        .every((mean) => Math.abs(mean - 3) < 1e-6),
    ).toBe(true)
    expect(() => gaussianMixture.fit(table, none(table), { components: 6 }, random())).toThrow(/components/)
    expect(() => gaussianMixture.fit(table, none(table), { components: 1, restarts: 0 }, random())).toThrow(/restarts/)
    expect(() => gaussianMixture.fit(table, none(table), { components: 1, varianceFloor: 0 }, random())).toThrow(/varianceFloor/)
  })
})

describe('principal components', () => {
  it.each(conformance({ learner: principalComponents, options: { share: 1 }, task: 'unsupervised', missing: 'refused' }))(
    '$rule',
    ({ check }) => check(),
  )

  it('of iris have the variances of the textbook', () => {
    // Jolliffe, Principal component analysis, and R’s prcomp(iris[1:4]).
    const model = principalComponents.fit(iris, none(iris), { share: 1, standardised: false }, random())
    expect(model.variances).toEqual([4.22824171, 0.24267075, 0.0782095, 0.02383509].map((value) => expect.closeTo(value, 7)))
    expect(model.components[0]).toEqual([0.36138659, -0.08452251, 0.85667061, 0.3582892].map((value) => expect.closeTo(value, 7)))
    expect(principalComponents.fit(iris, none(iris), { share: 0.95, standardised: false }, random()).components).toHaveLength(2)
  })

  it('are at right angles, and keep all distances together', () => {
    const table = scaleColumns(fitScaling(iris), iris)
    const model = principalComponents.fit(table, none(table), { share: 1 }, random())
    const coordinates = principalComponents.predict(model, table)
    const [a, b] = [pointsOf(table), { values: coordinates, rows: 150, width: 4 }]
    for (const [one, other] of [
      [0, 1],
      [5, 140],
      [70, 99],
    ] as const)
      expect(stepsOf(b, one, other)).toBeCloseTo(stepsOf(a, one, other), 9)
    expect(model.shares.reduce((total, share) => total + share, 0)).toBeCloseTo(1, 12)
  })

  it('take constant columns and a single row for no variance, and refuse options that are none', () => {
    const table = tableOfRows(
      ['x', 'same'],
      [
        [1, 5],
        [2, 5],
        [4, 5],
      ],
    )
    const model = principalComponents.fit(table, none(table), {}, random())
    expect(model.components).toEqual([[1, 0]])
    const single = tableOfRows(['x'], [[3]])
    expect(principalComponents.fit(single, none(single), {}, random())).toMatchObject({ variances: [0], shares: [0] })
    expect(() => principalComponents.fit(table, none(table), { share: 0 }, random())).toThrow(/share/)
    expect(() => principalComponents.fit(table, none(table), { componentsMax: 0 }, random())).toThrow(/componentsMax/)
    expect(() => principalComponents.fit(tableOfRows(['x'], [[-1e200], [1e200]]), none(single), { standardised: false }, random())).toThrow(
      /1e150/,
    )
  })
})

function stepsOf({ values, width }: Points, a: number, b: number): number {
  return Math.hypot(...Array.from({ length: width }, (_, i) => (values[a * width + i] as number) - (values[b * width + i] as number)))
}
