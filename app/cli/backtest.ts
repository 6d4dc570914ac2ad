import { setImmediate as turn } from 'node:timers/promises'
import { createRandom } from '@trill/core/random/xoshiro256'
import { type Backtest, type BacktestTooSmall, backtestEarly, type JudgedFigure } from '@trill/core/virality/backtest'
import { cascadeSize } from '@trill/core/virality/cascade'
import type { Post } from '@trill/core/virality/early-table'
import { type Command, Option } from 'commander'
import { type CascadeFile, readCascades } from './cascade-file.ts'
import { described, group, print, type Session } from './command.ts'
import { Failure } from './failure.ts'
import { onInterrupt } from './interrupt.ts'
import { wholeNumber } from './option-values.ts'
import { drawProgress, type ProgressDisplay } from './progress.ts'
import { grouped, table } from './terminal.ts'

const HORIZONS = { '10m': 600, '15m': 900, '1h': 3600, '2h': 7200, '6h': 21_600, '24h': 86_400 } as const
const TRAIN_SHARE = 0.7
const CASCADES_MIN = 30
/** What became of a post is known a week after it came out; milliseconds, as the times are. */
const RESOLVED_AFTER = 7 * 86_400_000
const FIGURES: readonly JudgedFigure[] = ['accuracy', 'auc', 'ap', 'brier', 'calibration_error', 'medape', 'male']

interface BacktestOptions {
  readonly events: string
  readonly testEvents?: string
  readonly horizon: keyof typeof HORIZONS
  readonly seed: number
  readonly json?: boolean
}

/** How predictions would have fared on posts of the past. */
export function backtestCommand(session: Session): Command {
  return group('backtest', 'judge predictions on what became of posts of the past; no store and no server is needed', [
    viralityCommand(session),
  ])
}

function viralityCommand(session: Session): Command {
  const command = described({
    name: 'virality',
    about: 'learn early virality from older cascades and judge it on later ones, beside what it has to beat',
    examples: [
      ['trill backtest virality --events events.csv.gz --horizon 2h', 'The newest 30 % of the cascades are judged on.'],
      [
        'trill backtest virality --events events.csv.gz --test-events later.csv.gz --horizon 1h --json | jq .auc',
        'Later cascades of another file, for a script.',
      ],
    ],
  })
  return command
    .requiredOption('--events <file>', 'CSV, gzip or not: cascade, user, parent_user (−1 for the post), delay_min, is_reply, followers')
    .option('--test-events <file>', 'later cascades to judge on; the newest 30 % of the others when left out')
    .addOption(new Option('--horizon <age>', 'age of the posts at which they are forecast').choices(Object.keys(HORIZONS)).default('2h'))
    .option('--seed <n>', 'of all that is drawn', wholeNumber(0, 2 ** 31), 1)
    .action((options: BacktestOptions) => backtest(session, options))
}

async function backtest(session: Session, options: BacktestOptions): Promise<void> {
  const interrupt = onInterrupt()
  const progress = await drawProgress(session.terminal, 'backtest')
  try {
    const sides = await readSides(options, progress, interrupt.signal)
    const judged = sides === null ? null : await judge(sides, options, progress, interrupt.signal)
    progress.stop()
    if (sides === null || judged === null) {
      session.terminal.err('Cancelled; nothing was stored.')
      session.status = 130
    } else print(session, options.json, answerOf(sides, judged, options), () => asText(judged, options))
  } finally {
    progress.stop()
    interrupt.release()
  }
}

interface Sides {
  readonly files: readonly CascadeFile[]
  readonly older: readonly Post[]
  readonly later: readonly Post[]
}

/** @returns null when it was cancelled. */
async function readSides({ events, testEvents }: BacktestOptions, progress: ProgressDisplay, signal: AbortSignal): Promise<Sides | null> {
  const files: CascadeFile[] = []
  for (const path of testEvents === undefined ? [events] : [events, testEvents]) {
    const onRead = ({ bytes, bytesTotal, rows }: { bytes: number; bytesTotal: number; rows: number }) =>
      progress.update({ done: bytes, total: bytesTotal, rate: null, secondsLeft: null, note: `reading, ${grouped(rows)} rows` })
    files.push(await readCascades(path, { onRead, signal, now: Date.now() }))
    if (signal.aborted) return null
  }
  const [first, second] = files as [CascadeFile, CascadeFile | undefined]
  requireEnough(first)
  if (second !== undefined) requireLater(first, second)
  const border = Math.floor(TRAIN_SHARE * first.posts.length)
  return second === undefined
    ? { files, older: first.posts.slice(0, border), later: first.posts.slice(border) }
    : { files, older: first.posts, later: second.posts }
}

function requireEnough({ name, posts }: CascadeFile): void {
  if (posts.length < CASCADES_MIN)
    throw new Failure({
      title: 'Too few cascades',
      detail: `${name} holds ${posts.length} cascades, at least ${CASCADES_MIN} are needed`,
      remedy: 'Give more posts; hundreds make figures that can be told apart.',
    })
  const sizes = new Set(posts.map(({ cascade }) => cascadeSize(cascade)))
  if (sizes.size === 1)
    throw new Failure({
      title: 'All cascades have one size',
      detail: `Every cascade of ${name} ends at ${[...sizes].join()} nodes, so there is nothing to predict`,
      remedy: 'Give cascades with all of their shares, not cut at a number.',
    })
}

function requireLater(first: CascadeFile, second: CascadeFile): void {
  const known = new Set(first.ids)
  const twice = second.ids.find((id) => known.has(id))
  if (twice !== undefined)
    throw new Failure({
      title: 'A cascade is in both files',
      detail: `${twice} is in ${first.name} and in ${second.name}: it would be judged on what was learned from it`,
      remedy: 'Leave it out of one of them.',
    })
  const [newest, oldest] = [first.posts.at(-1)?.time ?? 0, second.posts[0]?.time ?? 0]
  if (oldest > newest) return
  throw new Failure({
    title: 'The test file is not later',
    detail: `The oldest cascade of ${second.name} is of ${dayOf(oldest)}, the newest of ${first.name} of ${dayOf(newest)}`,
    remedy: 'Give the older cascades with --events and the later ones with --test-events.',
  })
}

/** @returns null when it was cancelled. */
async function judge(
  { older, later }: Sides,
  { horizon, seed }: BacktestOptions,
  progress: ProgressDisplay,
  signal: AbortSignal,
): Promise<Backtest | null> {
  const work = backtestEarly(older, later, { cutSeconds: HORIZONS[horizon], resolvedAfter: RESOLVED_AFTER }, createRandom(seed))
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value.status === 'judged' ? value : tooSmall(value, horizon)
    progress.update({ done: Math.round(100 * value.done), total: 100, rate: null, secondsLeft: null, note: value.part })
    await turn()
    if (signal.aborted) return null
  }
}

function tooSmall({ side, needed, seen }: BacktestTooSmall, horizon: string): never {
  throw new Failure({
    title: 'Too few cascades had ten nodes by then',
    detail: `Of those to ${side === 'train' ? 'learn from' : 'judge on'}, ${seen} had ten nodes within ${horizon}; at least ${needed} are needed`,
    remedy: 'Take a later horizon, or give more cascades.',
  })
}

/** The ensemble was chosen before any of this was seen, so its figures stand on top. */
function answerOf({ files }: Sides, judged: Backtest, { horizon, seed }: BacktestOptions): object {
  const methods = Object.fromEntries(
    judged.methods.map(({ method, figures }) => [
      method,
      {
        ...Object.fromEntries(FIGURES.map((name) => [name, figures[name].value])),
        intervals: Object.fromEntries(FIGURES.map((name) => [name, [figures[name].lower, figures[name].upper]])),
      },
    ]),
  )
  const best = judged.methods[0] as Backtest['methods'][number]
  return {
    horizon,
    seed,
    files: files.map(({ name, rows, negativeDelays, posts }) => ({
      name,
      rows,
      rows_with_negative_delay: negativeDelays,
      cascades: posts.length,
    })),
    train: judged.posts.train,
    test: judged.posts.test,
    threshold: judged.threshold,
    base_rate: judged.baseRate,
    majority_accuracy: judged.majorityAccuracy,
    best: best.method,
    ...Object.fromEntries(FIGURES.map((name) => [name, best.figures[name].value])),
    size_interval: judged.coverage,
    interval_confidence: 0.95,
    methods,
  }
}

function asText({ posts, threshold, baseRate, majorityAccuracy, methods, coverage }: Backtest, { horizon }: BacktestOptions): string {
  const rows = table(
    ['METHOD', ...FIGURES.map((name) => name.replaceAll('_', ' ').toUpperCase())],
    methods.map(({ method, figures }) => [method.replaceAll('_', ' '), ...FIGURES.map((name) => withInterval(figures[name]))]),
  )
  const { train, test } = posts
  return [
    `${grouped(train.cascades)} cascades to learn from, ${grouped(test.cascades)} later ones to judge on; ${grouped(train.taken)} and ${grouped(test.taken)} had ten nodes within ${horizon}.`,
    `Viral is above ${grouped(threshold)} nodes: ${shareText(baseRate)} of the later ones. Always saying the more frequent is right in ${shareText(majorityAccuracy)}.`,
    '',
    rows,
    '',
    `In brackets what 95 of 100 samples would show. Of the ensemble’s ${shareText(coverage.asked)} intervals of the size ${shareText(coverage.held)} held, ${shareText(coverage.adapted)} where they follow what became of the posts of a week before.`,
  ].join('\n')
}

function withInterval({ value, lower, upper }: { value: number | null; lower: number | null; upper: number | null }): string {
  if (value === null) return '-'
  return lower === null || upper === null ? value.toFixed(3) : `${value.toFixed(3)} (${lower.toFixed(3)}–${upper.toFixed(3)})`
}

function shareText(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ')
}
