import { PROVENANCES } from './event.ts'

/** Most attributes that are kept of one person, and most traits of one `identify`. */
export const ATTRIBUTES_MAX = 1000
/** Most that is kept of one person, names and values as JSON, in bytes of UTF-8. */
export const ATTRIBUTES_BYTES_MAX = 65_536

/** Where an attribute came from: the event that carried it, or a correction on request of the person. */
export const ATTRIBUTE_SOURCES = [...PROVENANCES, 'rectified'] as const
export type AttributeSource = (typeof ATTRIBUTE_SOURCES)[number]

/** What was said last about one trait of a person. */
export interface Attribute {
  readonly name: string
  /** Any JSON; null says that it was taken back, which is kept so that an older word does not bring it back. */
  readonly value: unknown
  /** When it was said, by the sender’s corrected clock; milliseconds since 1970, UTC. */
  readonly saidAt: number
  readonly source: AttributeSource
}
