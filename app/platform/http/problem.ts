import { ERRORS, type ErrorCode } from '@trill/contract/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Overloaded, StorageFull } from '../log/event-log.ts'
import { DISK_FULL, MetadataUnavailable } from '../postgres/errors.ts'
import { SecretKeyMissing } from '../secrets/vault.ts'
import { noteAudit } from './audit-note.ts'

/** What a problem may say beside its code and detail. */
export interface ProblemExtras {
  /** Each part of the request that is wrong, named. */
  readonly errors?: readonly object[]
  /** Seconds after which the client may try again. */
  readonly retryAfterSeconds?: number
}

/** An answer of the API that is not a success. Thrown in a route, answered in one place. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ErrorCode
  readonly status: number
  readonly detail: string
  readonly errors: readonly object[] | undefined
  readonly retryAfterSeconds: number | undefined

  /** @param detail what is wrong with this request, naming the field and the limit. */
  constructor(code: ErrorCode, detail: string, { errors, retryAfterSeconds = RETRY_AFTER_SECONDS[code] }: ProblemExtras = {}) {
    super(detail)
    this.code = code
    this.status = ERRORS[code].status
    this.detail = detail
    this.errors = errors
    this.retryAfterSeconds = retryAfterSeconds
  }
}

const RETRY_AFTER_SECONDS: Partial<Record<ErrorCode, number>> = {
  rate_limited: 1,
  overloaded: 1,
  storage_full: 1,
  store_unavailable: 5,
  shutting_down: 5,
}

const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_json',
  FST_ERR_NOT_FOUND: 'not_found',
}
const NO_CONNECTION = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH'])
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', DISK_FULL])

/** What a thrown error is to the client. Undefined when that must not be told: something failed here. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error
  if (!(error instanceof Error)) return undefined
  const { code = '', statusCode = 500 } = error as Error & { code?: string; statusCode?: number }
  if (error instanceof Overloaded) return new Problem('overloaded', error.message)
  if (error instanceof StorageFull || NO_ROOM.has(code)) return new Problem('storage_full', 'Nothing can be written to the data directory')
  if (error instanceof SecretKeyMissing) return new Problem('secret_key_missing', error.message)
  if (error instanceof MetadataUnavailable || NO_CONNECTION.has(code)) return new Problem('store_unavailable', 'A store does not answer')
  const known = FASTIFY_CODES[code] ?? (statusCode < 500 ? codeOfStatus(statusCode) : undefined)
  return known === undefined ? undefined : new Problem(known, error.message)
}

function codeOfStatus(statusCode: number): ErrorCode {
  const codes = Object.keys(ERRORS) as ErrorCode[]
  const candidates: ErrorCode[] = ['invalid_request', 'unauthenticated', ...codes]
  return candidates.find((code) => ERRORS[code].status === statusCode) ?? 'invalid_request'
}

/** The only place that answers an error. What failed here is logged with the request’s id and not told. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const told = problemOf(error)
  if (told === undefined) {
    const { method, routeOptions } = request
    request.server.log.error({ err: error, request_id: request.id, method, route: routeOptions.url }, 'A request failed')
  }
  return sendProblem(reply, told ?? new Problem('internal', 'The request could not be completed; the server’s log says why'))
}

/** Answers a problem (RFC 9457). */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds)
  // A browser that reads "Basic" here opens a password window of its own.
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="trill"')
  noteAudit(reply.request, { details: { problem: problem.code } })
  const text = JSON.stringify(problemBody(problem, reply.request.id))
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .serializer((body: string) => body)
    .send(text)
}

export function problemBody({ code, status, detail, errors }: Problem, requestId: string): object {
  const { title, remedy } = ERRORS[code]
  return { type: `/problems/${code}`, title, status, detail, remedy, code, request_id: requestId, ...(errors && { errors }) }
}
