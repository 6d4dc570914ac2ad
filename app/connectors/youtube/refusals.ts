import { parseJson, readerOf } from '../answer.ts'
import type { Unsuccessful } from '../client.ts'
import type { ConnectorFailure } from '../failure.ts'
import { ErrorAnswer } from './answers.ts'

export const LABEL = 'YouTube'
const DAY_SECONDS = 86_400
const errorAnswer = readerOf(LABEL, ErrorAnswer)
/** The quota of a day is given anew at midnight there. */
const CLOCK = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'America/Los_Angeles',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

/** YouTube says 403 for a quota that is used up and 400 for a key that is none. */
export function explained({ httpStatus, text, retryAfterSeconds }: Unsuccessful, now: number): ConnectorFailure | undefined {
  const reason = reasonOf(text)
  if (/^(quotaExceeded|dailyLimitExceeded)/.test(reason))
    return {
      status: 'rate_limited',
      message: `${LABEL} says that the quota of the day is used up`,
      retryAfterSeconds: secondsToMidnight(now),
    }
  if (/^(rateLimitExceeded|userRateLimitExceeded)$/.test(reason))
    return { status: 'rate_limited', message: `${LABEL} was asked too often`, retryAfterSeconds }
  if (/^(keyInvalid|API_KEY_INVALID|keyExpired)$/.test(reason) || /API key not valid|API key expired/i.test(text))
    return { status: 'unauthorised', message: `${LABEL} answered ${httpStatus}: the API key is not valid` }
  if (reason === 'commentsDisabled') return { status: 'forbidden', message: `${LABEL}: comments of this video are turned off` }
  if (reason === 'accessNotConfigured' || reason === 'SERVICE_DISABLED')
    return { status: 'forbidden', message: `${LABEL}: the YouTube Data API v3 is not enabled in the project of this key` }
  return undefined
}

function reasonOf(text: string): string {
  try {
    const read = errorAnswer.read(parseJson(text))
    return read.status === 'read' ? (read.value.error.errors?.[0]?.reason ?? read.value.error.status ?? '') : ''
  } catch {
    return ''
  }
}

function secondsToMidnight(now: number): number {
  const [hours = 0, minutes = 0, seconds = 0] = CLOCK.format(now).split(':').map(Number)
  return DAY_SECONDS - hours * 3600 - minutes * 60 - seconds
}
