/** Ways to choose a period on the page. */
export const KINDS = { month: 'Month', quarter: 'Quarter', days: 'Days' } as const
export type Kind = keyof typeof KINDS

const MONTHS = 24
const QUARTERS = 8

interface Choice {
  readonly value: string
  readonly label: string
}

/** Weeks and whatever else an address may hold are shown as days are. */
export function kindOf(period: string): Kind {
  if (/^\d{4}-\d{2}$/.test(period)) return 'month'
  return /^\d{4}-Q[1-4]$/.test(period) ? 'quarter' : 'days'
}

/** The month of a day and those before it, the latest first. @param today `YYYY-MM-DD`. */
export function monthsBefore(today: string): Choice[] {
  const format = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  return Array.from({ length: MONTHS }, (_, i) => {
    const first = firstOf(today, -i)
    return { value: first.toISOString().slice(0, 7), label: format.format(first) }
  })
}

/** The quarter of a day and those before it, the latest first. */
export function quartersBefore(today: string): Choice[] {
  return Array.from({ length: QUARTERS }, (_, i) => {
    const first = firstOf(today, -3 * i)
    const [year, quarter] = [first.getUTCFullYear(), Math.floor(first.getUTCMonth() / 3) + 1]
    return { value: `${year}-Q${quarter}`, label: `Quarter ${quarter} of ${year}` }
  })
}

function firstOf(today: string, months: number): Date {
  return new Date(Date.UTC(Number(today.slice(0, 4)), Number(today.slice(5, 7)) - 1 + months, 1))
}
