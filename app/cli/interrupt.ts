/** Tells of Ctrl-C and of a request to end. */
export interface Interrupt {
  readonly signal: AbortSignal
  /** Lets the process end by a signal as usual again. */
  release(): void
}

/** Catches the first SIGINT or SIGTERM; a second one ends the process at once. */
export function onInterrupt(): Interrupt {
  const controller = new AbortController()
  const catchIt = () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
  }
  process.on('SIGINT', catchIt)
  process.on('SIGTERM', catchIt)
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', catchIt)
      process.off('SIGTERM', catchIt)
    },
  }
}
