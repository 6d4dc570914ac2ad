export type { Environment, KeyValueStorage, Listenable, PageDocument, PageLocation } from './environment.ts'
export type { EventFields, EventType, Traits } from './event-fields.ts'
export type { Answer, Drop, DropReason, Rejection, TrillOptions } from './options.ts'
export { createTrill, type Trill } from './trill.ts'
