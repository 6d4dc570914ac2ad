import type { AuditAction, AuditActor, AuditOutcome } from '@trill/contract/audit-actions'
import type { Logger } from 'pino'
import type { Metadata } from '../postgres/metadata.ts'
import { canonicalJson, storable } from '../sealed-log/chain.ts'
import { SealedLog } from '../sealed-log/sealed-log.ts'
import type { Verification } from '../sealed-log/verify.ts'
import { AUDIT_FORM, type Entry } from './chain.ts'

const TEXT_MAX_LENGTH = 200
const DETAILS_MAX_LENGTH = 4000

/** Something that somebody did, or tried to do. */
export interface AuditEvent {
  readonly action: AuditAction
  readonly actor: { readonly kind: AuditActor; readonly id?: string | undefined }
  readonly outcome: AuditOutcome
  /** Null for what concerns no single workspace. */
  readonly workspaceId?: string | null
  /** Id of what it was done to. */
  readonly target?: string | undefined
  /** Network address it came from. */
  readonly address?: string | undefined
  /** Facts for an auditor: ids, roles, numbers, hashes. Never a secret, an e-mail address or the text of a query. */
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

interface Options {
  readonly metadata: Metadata
  /** Where the key and the sealed head are kept. */
  readonly dataDir: string
  readonly logger: Logger
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number
}

/** The audit log: records are added one behind the other and never changed. */
export class AuditLog {
  readonly #log: SealedLog<Entry>
  readonly #now: () => number

  /** @throws Error when the key in the data directory cannot be read. */
  constructor(options: Options) {
    this.#log = new SealedLog(AUDIT_FORM, options)
    this.#now = options.now
  }

  /**
   * Adds a record. Not within a transaction of the metadata store: the log takes one of its own.
   * @returns its sequence, once it is durable. @throws RangeError when the details are longer than 4,000 characters.
   */
  record(event: AuditEvent): Promise<number> {
    return this.#log.record(entryOf(event, this.#now()))
  }

  /** Reads the whole log and compares each record with its hash, its seal and the one before it. */
  verify(): Promise<Verification> {
    return this.#log.verify()
  }
}

function entryOf(event: AuditEvent, now: number): Entry {
  const { action, actor, outcome, workspaceId = null, target = '', address = '', details = {} } = event
  const json = canonicalJson(details)
  if (json.length > DETAILS_MAX_LENGTH)
    throw new RangeError(`Details of an audit record hold at most ${DETAILS_MAX_LENGTH} characters, got ${json.length}`)
  return {
    at: new Date(now).toISOString().replace('Z', '000Z'),
    workspaceId: workspaceId === null ? null : text(workspaceId),
    actorKind: actor.kind,
    actorId: text(actor.id ?? ''),
    action,
    target: text(target),
    outcome,
    address: text(address),
    details: json,
  }
}

function text(value: string): string {
  return storable(value, TEXT_MAX_LENGTH)
}
