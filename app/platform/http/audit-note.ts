import type { AuditAction, AuditActor } from '@trill/contract/audit-actions'
import type { FastifyRequest } from 'fastify'
import type { Access } from '../access/caller.ts'

/** What the audit log will say about a request, gathered while it is answered. */
export interface AuditNote {
  /** What it turned out to be, where a route does more than one thing. */
  readonly action?: AuditAction
  /** Who asked, also where they were refused. */
  readonly access?: Access | null
  /** Who it turned out to be: whoever signs in has no access yet. */
  readonly actor?: { readonly kind: AuditActor; readonly id: string }
  readonly workspaceId?: string | null
  /** Id of what it was done to, where the address does not hold it. */
  readonly target?: string
  /** Added to those noted before. Never a secret, an e-mail address or the text of a query. */
  readonly details?: Readonly<Record<string, unknown>>
}

const notes = new WeakMap<FastifyRequest, AuditNote>()

/** Adds to what the audit log will say about a request. On routes that are not audited nothing comes of it. */
export function noteAudit(request: FastifyRequest, note: AuditNote): void {
  if (request.routeOptions.config.audit === undefined) return
  const before = notes.get(request)
  const details = { ...before?.details, ...note.details }
  notes.set(request, { ...before, ...note, details })
}

/** What was noted about a request so far. */
export function auditNoteOf(request: FastifyRequest): AuditNote {
  return notes.get(request) ?? {}
}
