import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { AuditBreak } from '@trill/contract/audit-actions'

/** A place in the chain. */
export interface Link {
  /** From 1, without gaps. */
  readonly sequence: number
  readonly hash: Buffer
}

/** What a record gets when it is put into its place. */
export interface Sealed extends Link {
  readonly previousHash: Buffer
  readonly seal: Buffer
}

/** What is hashed of a record: a word that stands for the form, and its fields in a fixed order. */
export interface Content {
  readonly form: string
  readonly fields: readonly unknown[]
}

/** What the first record continues. */
export const BEGINNING: Link = { sequence: 0, hash: Buffer.alloc(32) }

/** Puts a record behind another. */
export function sealed(content: Content, previous: Link, key: Buffer): Sealed {
  const sequence = previous.sequence + 1
  const hash = hashOf(content, sequence, previous.hash)
  return { sequence, previousHash: previous.hash, hash, seal: sealOf(content.form, hash, key) }
}

/** What is wrong with a record that should follow `previous`; undefined when nothing is. */
export function breakOf(content: Content, record: Sealed, previous: Link, key: Buffer): AuditBreak | undefined {
  if (record.sequence !== previous.sequence + 1) return 'missing'
  if (!same(record.hash, hashOf(content, record.sequence, record.previousHash))) return 'changed'
  if (!same(record.seal, sealOf(content.form, record.hash, key))) return 'forged'
  return same(record.previousHash, previous.hash) ? undefined : 'unlinked'
}

/** Proves that whoever wrote down the newest place of the chain had the key. */
export function headSeal(headForm: string, { sequence, hash }: Link, key: Buffer): Buffer {
  return hmac(key, JSON.stringify([headForm, sequence, hash.toString('hex')]))
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

/** PostgreSQL takes neither NUL nor half of a surrogate pair; the hash must be of what it gives back. */
export function storable(text: string, maxLength: number): string {
  return Buffer.from(text.slice(0, maxLength), 'utf8').toString('utf8').replaceAll('\0', '\uFFFD')
}

/** A list in a fixed order, as JSON: no two different records have the same text. */
function hashOf({ form, fields }: Content, sequence: number, previousHash: Buffer): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([form, sequence, ...fields, previousHash.toString('hex')]))
    .digest()
}

function sealOf(form: string, hash: Buffer, key: Buffer): Buffer {
  return hmac(key, JSON.stringify([form, hash.toString('hex')]))
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
