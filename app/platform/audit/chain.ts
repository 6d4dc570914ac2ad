import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { AuditAction, AuditActor, AuditBreak, AuditOutcome } from '@trill/contract/audit-actions'

/** What a record says, in the form that is hashed and stored. */
export interface Entry {
  /** ISO 8601 in UTC with microseconds, as PostgreSQL keeps it. */
  readonly at: string
  readonly workspaceId: string | null
  readonly actorKind: AuditActor
  /** Empty where the kind has no ids. */
  readonly actorId: string
  readonly action: AuditAction
  /** Id of what it was done to; empty when there is none. */
  readonly target: string
  readonly outcome: AuditOutcome
  /** Network address it came from; empty for what the system does. */
  readonly address: string
  /** Canonical JSON. */
  readonly details: string
}

/** A place in the chain. */
export interface Link {
  /** From 1, without gaps. */
  readonly sequence: number
  readonly hash: Buffer
}

/** A record in its place. */
export interface ChainedEntry extends Entry, Link {
  readonly previousHash: Buffer
  readonly seal: Buffer
}

/** What the first record continues. */
export const BEGINNING: Link = { sequence: 0, hash: Buffer.alloc(32) }
/** Stands in what is hashed, so that another form can be told apart one day. */
const FORM = 'trill-audit-1'
const HEAD_FORM = 'trill-audit-head-1'

/** Puts a record behind another. */
export function chained(entry: Entry, previous: Link, key: Buffer): ChainedEntry {
  const sequence = previous.sequence + 1
  const hash = hashOf(entry, sequence, previous.hash)
  return { ...entry, sequence, previousHash: previous.hash, hash, seal: sealOf(hash, key) }
}

/** What is wrong with a record that should follow `previous`; undefined when nothing is. */
export function breakOf(entry: ChainedEntry, previous: Link, key: Buffer): AuditBreak | undefined {
  if (entry.sequence !== previous.sequence + 1) return 'missing'
  if (!same(entry.hash, hashOf(entry, entry.sequence, entry.previousHash))) return 'changed'
  if (!same(entry.seal, sealOf(entry.hash, key))) return 'forged'
  return same(entry.previousHash, previous.hash) ? undefined : 'unlinked'
}

/** Proves that whoever wrote down the newest place of the chain had the key. */
export function headSeal({ sequence, hash }: Link, key: Buffer): Buffer {
  return hmac(key, JSON.stringify([HEAD_FORM, sequence, hash.toString('hex')]))
}

/** JSON with the keys of every object in the order of their UTF-16 units and without spaces (RFC 8785 for what we put in). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
}

/** Compares in a time that says nothing about where they differ. */
export function same(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

/** A list in a fixed order, as JSON: no two different records have the same text. */
function hashOf(entry: Entry, sequence: number, previousHash: Buffer): Buffer {
  const { at, workspaceId, actorKind, actorId, action, target, outcome, address, details } = entry
  const fields = [FORM, sequence, at, workspaceId, actorKind, actorId, action, target, outcome, address, details]
  return createHash('sha256')
    .update(JSON.stringify([...fields, previousHash.toString('hex')]))
    .digest()
}

function sealOf(hash: Buffer, key: Buffer): Buffer {
  return hmac(key, JSON.stringify([FORM, hash.toString('hex')]))
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
