const DAY_MILLISECONDS = 86_400_000

/** Whole days until a request has to be answered, begun ones included; negative when it is overdue. */
export function daysLeft(dueAt: string, now: number): number {
  const days = (Date.parse(dueAt) - now) / DAY_MILLISECONDS
  return days < 0 ? Math.floor(days) : Math.ceil(days)
}

/** The deadline as it is shown. */
export function deadlineLabel(days: number): string {
  if (days < 0) return `${-days} ${days === -1 ? 'day' : 'days'} overdue`
  return `${days} ${days === 1 ? 'day' : 'days'} left`
}
