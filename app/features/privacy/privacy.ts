import { RETENTION_CLASS_NAMES, RETENTION_CLASSES, type RetentionDays } from '@trill/contract/retention'
import type { countOpen, nextDue } from '../../platform/privacy/person-requests.ts'
import type { lastRetentionChecks } from '../../platform/privacy/retention-checks.ts'
import type { CheckedClass, OpenRequests } from './contract.ts'

/** The search is made every hour: older than this, something keeps it from being made; milliseconds. */
const STALE_MILLISECONDS = 3 * 3_600_000

type Checks = Awaited<ReturnType<typeof lastRetentionChecks>>

/** What the last search for rows stored too long found, class by class. */
export function checkedClasses(checks: Checks, days: RetentionDays, now: number): CheckedClass[] {
  return RETENTION_CLASS_NAMES.map((name) => {
    const { label } = RETENTION_CLASSES[name]
    const check = checks.find((one) => one.class === name)
    if (check === undefined)
      return { class: name, label, days: days[name], checked_at: null, rows: null, oldest_at: null, overdue: null, verdict: 'never' }
    const { checked_at, rows, oldest_at, overdue } = check
    return { class: name, label, days: days[name], checked_at, rows, oldest_at, overdue, verdict: verdictOf(check, now) }
  })
}

function verdictOf({ state, checked_at }: Checks[number], now: number): CheckedClass['verdict'] {
  if (state === 'late') return 'late'
  if (now - Date.parse(checked_at) > STALE_MILLISECONDS) return 'stale'
  return state === 'ok' ? 'in_time' : 'applying'
}

/** Requests that wait, in all and those due first. */
export function openRequestsOf(counts: Awaited<ReturnType<typeof countOpen>>, next: Awaited<ReturnType<typeof nextDue>>): OpenRequests {
  return {
    open: counts.reduce((sum, { requests }) => sum + requests, 0),
    overdue: counts.reduce((sum, { overdue }) => sum + overdue, 0),
    counts: [...counts],
    next: [...next],
  }
}
