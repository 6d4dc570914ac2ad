import { CUSTOMER_PROVENANCES } from '@trill/contract/customer-filters'
import { CUSTOMER_COLUMN_NAMES, CUSTOMER_SEGMENTS, isCustomerNumber } from '@trill/contract/customers'
import { Passport } from '@trill/contract/passport-schema'
import { type Static, Type } from 'typebox'

const Count = Type.Integer({ minimum: 0 })
const MaybeNumber = Type.Union([Type.Number(), Type.Null()])
const Instant = Type.String({ format: 'date-time' })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Id = Type.String({ format: 'uuid' })
const oneOf = <N extends string>(names: readonly N[]) => Type.Unsafe<N>(Type.Union(names.map((name) => Type.Literal(name))))

const PassportOrNull = Type.Union([Passport, Type.Null()], { description: 'Null where there are no customers.' })

/** Most customers that are simulated into a workspace. */
export const SIMULATED_MAX = 1_000_000
/** Most customers of one page of the list. */
const PAGE_MAX = 200

export const Provenance = oneOf(CUSTOMER_PROVENANCES)
export const NumberColumn = oneOf(CUSTOMER_COLUMN_NAMES.filter(isCustomerNumber))
const SegmentName = oneOf(Object.keys(CUSTOMER_SEGMENTS) as (keyof typeof CUSTOMER_SEGMENTS)[])
/** What the list may be ordered by: predictions are not among them, for nobody is looked up by them. */
export const SORTS = [
  'customer_id',
  'age',
  'tenure_months',
  'followers_count',
  'sessions_last_7_days',
  'days_since_last_active',
  'total_revenue_month_usd',
  'lifetime_value_usd',
] as const

const snapshotFields = {
  workspace_id: Type.Optional(Type.String()),
  provenance: Type.Optional(Provenance),
  observed_on: Type.Optional(Type.String({ ...Day, description: 'Day of the table; the newest when left out.' })),
}
const Word = Type.Optional(Type.String({ maxLength: 100 }))
const filterFields = { segment: Type.Optional(SegmentName), gender: Word, location: Word, account_type: Word, platform_primary: Word }

export const SnapshotQuery = Type.Object(snapshotFields)
export type SnapshotQuery = Static<typeof SnapshotQuery>
export const FilteredQuery = Type.Object({ ...snapshotFields, ...filterFields })
export type FilteredQuery = Static<typeof FilteredQuery>
export const DistributionQuery = Type.Object({ ...snapshotFields, ...filterFields, column: NumberColumn })
export type DistributionQuery = Static<typeof DistributionQuery>
export const ListQuery = Type.Object({
  ...snapshotFields,
  ...filterFields,
  search: Type.Optional(Type.String({ maxLength: 256, description: 'Beginning of a customer_id as it is stored, or the whole one.' })),
  sort: Type.Unsafe<(typeof SORTS)[number]>({ ...oneOf(SORTS), default: 'customer_id' }),
  order: Type.Unsafe<'asc' | 'desc'>({ ...oneOf(['asc', 'desc'] as const), default: 'asc' }),
  after: Type.Optional(Type.String({ maxLength: 400, description: 'What the page before gave as next.' })),
  limit: Type.Integer({ minimum: 1, maximum: PAGE_MAX, default: 100 }),
})
export type ListQuery = Static<typeof ListQuery>

export const Snapshot = Type.Object({ provenance: Provenance, observed_on: Day, customers: Count, loaded_at: Instant })
export type Snapshot = Static<typeof Snapshot>

export const Figure = Type.Object({
  id: Type.String(),
  label: Type.String(),
  about: Type.String(),
  unit: Type.String(),
  value: MaybeNumber,
  previous: MaybeNumber,
  state: oneOf(['known', 'not_available', 'too_few'] as const),
  passport: Passport,
})
export type Figure = Static<typeof Figure>

export const SegmentFigures = Type.Object({
  segment: SegmentName,
  label: Type.String(),
  about: Type.String(),
  customers: Type.Union([Count, Type.Null()], { description: 'Null where there are too few to be shown.' }),
  share: MaybeNumber,
  engagement: MaybeNumber,
  tenure: MaybeNumber,
  arpu: MaybeNumber,
  revenue_share: MaybeNumber,
  churn: MaybeNumber,
})
export type SegmentFigures = Static<typeof SegmentFigures>

export const CustomersResponse = Type.Object({
  snapshot: Type.Union([Snapshot, Type.Null()]),
  previous: Type.Union([Snapshot, Type.Null()], { description: 'The table before it, which changes are against.' }),
  snapshots: Type.Array(Snapshot),
  filtered: Count,
  figures: Type.Array(Figure),
  segments: Type.Array(SegmentFigures),
  words: Type.Record(Type.String(), Type.Array(Type.Object({ word: Type.String(), customers: Count }))),
  columns: Type.Record(Type.String(), Count, { description: 'In how many rows each column says something.' }),
  missing_columns: Type.Array(Type.String()),
  unavailable: Type.Array(Type.Object({ what: Type.String(), missing: Type.Array(Type.String()) })),
})
export type CustomersResponse = Static<typeof CustomersResponse>

export const DistributionResponse = Type.Object({
  snapshot: Type.Union([Snapshot, Type.Null()]),
  passport: PassportOrNull,
  column: Type.String(),
  unit: Type.String(),
  status: oneOf(['known', 'insufficient_data'] as const),
  needed: Count,
  n: Count,
  missing: Count,
  mean: MaybeNumber,
  quantiles: Type.Record(Type.String(), MaybeNumber),
  bins: Type.Array(
    Type.Object({
      from: Type.Number(),
      to: Type.Union([Type.Number(), Type.Null()], { description: 'Null for the last one, which holds all above.' }),
      customers: Type.Union([Count, Type.Null()], { description: 'Null where there are too few to be shown.' }),
    }),
  ),
})
export type DistributionResponse = Static<typeof DistributionResponse>

export const ListedCustomer = Type.Object({
  customer_id: Type.String(),
  segment: Type.Union([SegmentName, Type.Null()], { description: 'Null of people who did not consent to profiling.' }),
  age: MaybeNumber,
  gender: Type.String(),
  location: Type.String(),
  tenure_months: MaybeNumber,
  account_type: Type.String(),
  platform_primary: Type.String(),
  followers_count: MaybeNumber,
  sessions_last_7_days: MaybeNumber,
  days_since_last_active: MaybeNumber,
  total_revenue_month_usd: MaybeNumber,
  lifetime_value_usd: MaybeNumber,
})
export type ListedCustomer = Static<typeof ListedCustomer>
export const ListResponse = Type.Object({
  snapshot: Type.Union([Snapshot, Type.Null()]),
  passport: PassportOrNull,
  total: Count,
  customers: Type.Array(ListedCustomer),
  next: Type.Union([Type.String(), Type.Null()]),
})
export type ListResponse = Static<typeof ListResponse>

export const CustomerAsked = Type.Object({ ...snapshotFields, customer_id: Type.String({ minLength: 1, maxLength: 256 }) })
export const CustomerResponse = Type.Object({
  snapshot: Snapshot,
  passport: Passport,
  customer_id: Type.String(),
  segment: Type.Union([SegmentName, Type.Null()]),
  withheld: Type.Union([Type.String(), Type.Null()], {
    description: 'Why segment, predictions and places among all are not told: the reason of the consent policy.',
  }),
  columns: Type.Array(
    Type.Object({
      name: Type.String(),
      group: Type.String(),
      about: Type.String(),
      unit: Type.String(),
      value: Type.Union([Type.Number(), Type.String(), Type.Null()]),
      percentile: Type.Union([Type.Number({ minimum: 0, maximum: 100 }), Type.Null()], {
        description: 'Share of customers with less, half of those alike counted in, in percent.',
      }),
      of: Type.Union([Count, Type.Null()], { description: 'Customers of whom the column is known; null where the value is withheld.' }),
    }),
  ),
  activity: Type.Union([
    Type.Object({ events: Count, days: Count, platforms: Type.Array(Type.String()), first_at: Instant, last_at: Instant }),
    Type.Null(),
  ]),
})
export type CustomerResponse = Static<typeof CustomerResponse>

export const SimulationAsked = Type.Object({
  workspace_id: Type.Optional(Type.String()),
  count: Type.Integer({ minimum: 1, maximum: SIMULATED_MAX }),
  seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647, description: 'What they are drawn from; 42 when left out.' })),
})
export const Simulation = Type.Object({
  id: Id,
  workspace_id: Type.String(),
  status: oneOf(['running', 'done', 'failed', 'cancelled'] as const),
  count: Count,
  seed: Count,
  observed_on: Day,
  done: Count,
  rate: Type.Union([Type.Number(), Type.Null()], { description: 'Customers a second.' }),
  eta_seconds: MaybeNumber,
  error: Type.Union([Type.String(), Type.Null()]),
  created_at: Instant,
  finished_at: Type.Union([Instant, Type.Null()]),
})
export type Simulation = Static<typeof Simulation>
export const WorkspaceQuery = Type.Object({ workspace_id: Type.Optional(Type.String()) })
export const SimulationsResponse = Type.Object({ simulations: Type.Array(Simulation) })
export type SimulationsResponse = Static<typeof SimulationsResponse>
export const SimulationParams = Type.Object({ id: Id })

export const Load = Type.Object({
  id: Type.String(),
  provenance: Provenance,
  observed_on: Day,
  customers: Count,
  loaded_at: Instant,
})
export type Load = Static<typeof Load>
export const LoadsResponse = Type.Object({ loads: Type.Array(Load) })
export type LoadsResponse = Static<typeof LoadsResponse>
export const RemoveAsked = Type.Object({
  workspace_id: Type.Optional(Type.String()),
  load_id: Type.String({ minLength: 1, maxLength: 64 }),
})
export const RemoveResponse = Type.Object({ removed: Count })
