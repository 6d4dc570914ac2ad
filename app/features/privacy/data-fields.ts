import { Content } from '@trill/contract/content'
import { CUSTOMER_COLUMNS } from '@trill/contract/customers'
import { EVENT_FIELDS, EVENT_SYSTEM_FIELDS } from '@trill/contract/event'
import type { Field, PrivacyClass } from '@trill/contract/fields'
import type { MappedGroup } from './contract.ts'

/** One field of what is stored. */
export type MappedField = MappedGroup['fields'][number]

const eventFields = Object.entries({ ...EVENT_FIELDS, ...EVENT_SYSTEM_FIELDS } as Readonly<Record<string, Field>>)
/** Fields of events that are so close to a person. */
export const eventFieldsOf = (wanted: PrivacyClass): MappedField[] =>
  eventFields.filter(([, { privacy }]) => privacy === wanted).map(([name, { about, privacy }]) => ({ name, about, privacy }))
/** Who published something is named, by themselves; the rest describes the content. */
const CREATOR = /^creator_/
/** Fields of posts. */
export const contentFields = Object.entries(Content.properties as Readonly<Record<string, { readonly description?: string }>>).map(
  ([name, { description = '' }]) => ({
    name,
    about: description,
    privacy: CREATOR.test(name) ? ('personal' as const) : ('none' as const),
  }),
)

/** A row is about one adult, under the identifier or pseudonym of their events. */
export const customerFields = Object.entries(CUSTOMER_COLUMNS).map(([name, { about }]) => ({
  name,
  about,
  privacy: name === 'customer_id' ? ('pseudonym' as const) : ('personal' as const),
}))
