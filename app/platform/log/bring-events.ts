import { setTimeout as pause } from 'node:timers/promises'
import type { JudgedEvents, JudgedSource } from '../ingest-door.ts'
import type { Platform } from '../platform.ts'
import { type LogEntry, Overloaded } from './event-log.ts'

/** Pause before a full backlog is tried again, milliseconds. */
const BACKLOG_PAUSE = 250

/**
 * Judges events that a feature brings as HTTP requests are judged, and journals them; waits where an HTTP client would be told to. What is
 * refused or suppressed is counted by reason.
 * @param signal ends the waiting.
 * @throws Overloaded when the backlog is full and the signal was given, StorageFull when the disk is.
 */
export async function bringEvents(
  events: readonly unknown[],
  source: JudgedSource,
  { ingest, log, measurements }: Pick<Platform, 'ingest' | 'log' | 'measurements'>,
  signal?: AbortSignal,
): Promise<JudgedEvents> {
  const judged = ingest.judge(events, source)
  await append(judged.entry, log, signal)
  for (const { result, reason, events: count } of judged.entry.turnedAway)
    if (result === 'suppressed') measurements.ingestEvents.inc({ result, reason }, count)
  for (const { reason } of judged.refused) measurements.ingestEvents.inc({ result: 'rejected', reason })
  return judged
}

async function append(entry: LogEntry, log: Platform['log'], signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    try {
      return await log.append(entry)
    } catch (error) {
      if (!(error instanceof Overloaded) || signal?.aborted) throw error
      await pause(BACKLOG_PAUSE)
    }
  }
}
