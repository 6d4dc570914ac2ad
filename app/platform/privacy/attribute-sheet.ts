import { createHash } from 'node:crypto'
import { ATTRIBUTES_BYTES_MAX, ATTRIBUTES_MAX, type Attribute, type AttributeSource } from '@trill/contract/attributes'

/** Messages that are remembered of a person, so that one that comes again changes nothing even where it bears no time of its own. */
const MESSAGES_MAX = 20

/** All that is kept about one person. */
export interface Sheet {
  readonly attributes: readonly Attribute[]
  /** Hashes of the latest messages, the newest last. */
  readonly messages: readonly string[]
  /** Attributes that made room for newer ones, since the sheet was begun. */
  readonly displaced: number
}

/** What one message says about a person. */
export interface Saying {
  readonly messageId: string
  /** Milliseconds since 1970, UTC. */
  readonly saidAt: number
  readonly source: AttributeSource
  readonly traits: Readonly<Record<string, unknown>>
}

export const EMPTY_SHEET: Sheet = { attributes: [], messages: [], displaced: 0 }

/**
 * A sheet after a message: of each trait the latest word counts, of two at one time the one that arrived last; null takes a trait back.
 * The same sheet when the message was there before.
 */
export function withSaying(sheet: Sheet, { messageId, saidAt, source, traits }: Saying): Sheet {
  const message = hashOf(messageId)
  if (sheet.messages.includes(message)) return sheet
  const said = Object.entries(traits).map(([name, value]) => ({ name, value, saidAt, source }))
  return merged(sheet, { attributes: said, messages: [message], displaced: 0 })
}

/** Two sheets of one person as one; of two words at one time that of the second counts. */
export function merged(one: Sheet, other: Sheet): Sheet {
  const latest = new Map(one.attributes.map((attribute) => [attribute.name, attribute]))
  for (const attribute of other.attributes) {
    const known = latest.get(attribute.name)
    if (known === undefined || attribute.saidAt >= known.saidAt) latest.set(attribute.name, attribute)
  }
  const { kept, displaced } = withinLimits([...latest.values()])
  return {
    attributes: kept,
    messages: [...one.messages, ...other.messages].slice(-MESSAGES_MAX),
    displaced: one.displaced + other.displaced + displaced,
  }
}

/** What holds of a person now: without what was taken back. */
export function holding({ attributes }: Sheet): Attribute[] {
  return attributes.filter(({ value }) => value !== null)
}

/** A value as text: what a correction compares and shows. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export function encodeSheet({ attributes, messages, displaced }: Sheet): Buffer {
  const rows = attributes.map(({ name, value, saidAt, source }) => [name, value, saidAt, source])
  return Buffer.from(JSON.stringify({ attributes: rows, messages, displaced }))
}

/** Reads what `encodeSheet` wrote. */
export function decodeSheet(bytes: Buffer): Sheet {
  const { attributes, ...rest } = JSON.parse(bytes.toString('utf8')) as Encoded
  return { ...rest, attributes: attributes.map(([name, value, saidAt, source]) => ({ name, value, saidAt, source })) }
}

interface Encoded extends Pick<Sheet, 'messages' | 'displaced'> {
  readonly attributes: readonly (readonly [name: string, value: unknown, saidAt: number, source: AttributeSource])[]
}

/** Where there is no more room, what was taken back goes first, then what was said longest ago. */
function withinLimits(attributes: readonly Attribute[]): { kept: readonly Attribute[]; displaced: number } {
  const sizes = new Map(attributes.map((attribute) => [attribute, Buffer.byteLength(JSON.stringify([attribute.name, attribute.value]))]))
  let bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  if (attributes.length <= ATTRIBUTES_MAX && bytes <= ATTRIBUTES_BYTES_MAX) return { kept: attributes, displaced: 0 }
  const left = new Set(attributes)
  const worth = ({ value, saidAt }: Attribute) => (value === null ? 0 : saidAt)
  let displaced = 0
  for (const attribute of [...attributes].sort((one, other) => worth(one) - worth(other))) {
    if (left.size <= ATTRIBUTES_MAX && bytes <= ATTRIBUTES_BYTES_MAX) break
    left.delete(attribute)
    bytes -= sizes.get(attribute) ?? 0
    displaced += attribute.value === null ? 0 : 1
  }
  return { kept: [...left], displaced }
}

/** 72 bits tell the latest few messages of one person apart. */
function hashOf(messageId: string): string {
  return createHash('sha256').update(messageId).digest('base64url').slice(0, 12)
}
