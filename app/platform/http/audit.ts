import type { AuditAction, AuditOutcome } from '@trill/contract/audit-actions'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Access, actorOf } from '../access/caller.ts'
import type { AuditEvent } from '../audit/audit-log.ts'
import type { Platform } from '../platform.ts'
import { auditNoteOf } from './audit-note.ts'
import { AuditOften } from './audit-often.ts'
import { Problem } from './problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the audit log calls a request to this route. Without it the route leaves no record. */
    audit?: AuditAction
    /** True where a caller asks many times a second: what succeeded is then recorded once a minute, with how often. */
    auditsOften?: true
  }
}

/** Answered before anything was looked at; recording each would let anybody fill the log. */
const TOO_MANY_REQUESTS = 429

/**
 * Writes a record of each request to a route that declares `audit`, before the answer leaves: what cannot be recorded is not answered.
 * An error is answered all the same.
 */
export function auditRoutes(http: FastifyInstance, { audit, logger, now }: Platform): void {
  const often = new AuditOften({ audit, now })
  http.addHook('onClose', () => often.close())
  const recorded = new WeakSet<FastifyRequest>()
  http.addHook('onSend', async (request, reply) => {
    const { audit: action, auditsOften = false } = request.routeOptions.config
    if (action === undefined || recorded.has(request) || reply.statusCode === TOO_MANY_REQUESTS) return
    recorded.add(request)
    try {
      const event = eventOf(action, request, reply)
      await (auditsOften && event.outcome === 'success' ? often : audit).record(event)
    } catch (error) {
      logger.error({ err: error, request_id: request.id, action }, 'The audit log could not be written')
      if (reply.statusCode < 400)
        throw new Problem('store_unavailable', 'The audit log could not be written, so the answer is withheld; what was asked may be done')
    }
  })
}

function eventOf(declared: AuditAction, request: FastifyRequest, reply: FastifyReply): AuditEvent {
  const {
    action = declared,
    access = null,
    actor = actorOf(access),
    target = targetOf(request),
    workspaceId,
    details = {},
  } = auditNoteOf(request)
  return {
    action,
    actor,
    outcome: outcomeOf(reply.statusCode),
    workspaceId: workspaceId === undefined ? onlyWorkspaceOf(access) : workspaceId,
    target,
    address: request.ip,
    details,
  }
}

function outcomeOf(statusCode: number): AuditOutcome {
  if (statusCode < 400) return 'success'
  return statusCode === 401 || statusCode === 403 ? 'refused' : 'failed'
}

/** The id in the address: `/v1/keys/:id`. */
function targetOf({ params }: FastifyRequest): string {
  const [first = ''] = Object.values((params ?? {}) as Record<string, string>)
  return first
}

/** A request that names no workspace is about the only one that the caller belongs to. */
function onlyWorkspaceOf(access: Access | null): string | null {
  if (access === null || access.everywhere) return null
  return access.home ?? (access.grants.size === 1 ? ([...access.grants.keys()][0] ?? null) : null)
}
