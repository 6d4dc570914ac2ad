import { grouped, type Terminal } from './terminal.ts'

/** Pause between two lines where nobody watches, milliseconds. */
const LINE_EVERY = 5000

/** How far something is. Rates in units a second, times in seconds; null when not known yet. */
export interface Step {
  readonly done: number
  readonly total: number
  readonly rate: number | null
  readonly secondsLeft: number | null
  /** What the numbers count, when it is not what `done` counts. */
  readonly note?: string
}

export interface ProgressDisplay {
  update(step: Step): void
  /** Leaves the last state on the screen; harmless when nothing was shown. */
  stop(): void
}

/** A bar for who watches, a line now and then for a log. */
export async function drawProgress(terminal: Terminal, title: string): Promise<ProgressDisplay> {
  return terminal.isWatched ? drawBar(title) : writeLines(terminal, title)
}

async function drawBar(title: string): Promise<ProgressDisplay> {
  const { SingleBar, Presets } = await import('cli-progress')
  const bar = new SingleBar(
    {
      format: `${title} {bar} {percentage} %  {note}`,
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: false,
      gracefulExit: false,
      autopadding: true,
    },
    Presets.shades_classic,
  )
  let started = false
  return {
    update: (step) => {
      if (!started) bar.start(step.total, 0, { note: '' })
      started = true
      bar.setTotal(Math.max(step.total, 1))
      bar.update(step.done, { note: describe(step) })
    },
    stop: () => {
      if (started) bar.stop()
      started = false
    },
  }
}

function writeLines(terminal: Terminal, title: string): ProgressDisplay {
  let last = Date.now()
  return {
    update: (step) => {
      if (Date.now() - last < LINE_EVERY) return
      last = Date.now()
      terminal.err(`${title}: ${Math.floor((100 * step.done) / Math.max(step.total, 1))} %  ${describe(step)}`)
    },
    stop: () => undefined,
  }
}

function describe({ done, total, rate, secondsLeft, note }: Step): string {
  const amount = note ?? `${grouped(done)} of ${grouped(total)}`
  const speed = rate === null ? '' : `, ${grouped(Math.round(rate))}/s`
  return `${amount}${speed}${secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`}`
}

/** Seconds as people say them: 8 s, 2 min 5 s, 1 h 3 min. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
