import type { CustomerProvenance } from '@trill/contract/customer-filters'
import { type CustomerRow, type CustomerValues, type RefusedCustomer, readCustomer, STORED_COLUMNS } from '@trill/contract/customer-row'
import { expiryOf, storeTime, tabSeparated } from '../clickhouse/text-rows.ts'
import type { Platform } from '../platform.ts'

/** Rows that a writer is given at once, at most: one insert. */
export const CUSTOMER_BATCH_ROWS = 10_000

/** One table of customers on its way into the store. */
export interface CustomerLoad {
  readonly workspaceId: string
  readonly provenance: CustomerProvenance
  /** The day that the table stands for, YYYY-MM-DD. */
  readonly observedOn: string
  readonly loadId: string
  /** Milliseconds since 1970, UTC; of two rows of a customer and day that of the later load counts. */
  readonly loadedAt: number
}

export interface WrittenCustomers {
  /** Under which name each row was stored, in their order. */
  readonly ids: readonly string[]
  /** Numbers with a fraction that stand in columns of whole ones. */
  readonly rounded: number
  readonly refused: readonly (RefusedCustomer & { readonly index: number })[]
}

type Stores = Pick<Platform, 'events' | 'consents' | 'personalData' | 'pseudonymKeys' | 'erasedPeople' | 'retention' | 'now'>

const COLUMNS = ['workspace_id', 'provenance', 'observed_on', 'load_id', 'loaded_at', 'expires_at', ...STORED_COLUMNS, 'load_key']

/**
 * Writes rows of a load, with one insert; nobody reads them before {@link publishCustomers}. The same batch of the same load again changes nothing.
 * @param batch Number of the batch within the load.
 * @throws RangeError when there are more rows than a batch may have.
 * @throws SecretKeyMissing when people are stored under a key that cannot be opened.
 */
export async function writeCustomers(
  platform: Stores,
  load: CustomerLoad,
  batch: number,
  rows: readonly CustomerValues[],
): Promise<WrittenCustomers> {
  if (rows.length > CUSTOMER_BATCH_ROWS)
    throw new RangeError(`writeCustomers requires at most ${CUSTOMER_BATCH_ROWS} rows, got ${rows.length}`)
  const { workspaceId, provenance, observedOn, loadId, loadedAt } = load
  const expiresAt = expiryOf(loadedAt, platform.retention.of(workspaceId).events)
  const before = [workspaceId, provenance, observedOn, loadId, storeTime(loadedAt), expiresAt]
  const { nameOf, keepLinks } = naming(platform, load)
  const refused: (RefusedCustomer & { index: number })[] = []
  const texts: string[] = []
  const ids: string[] = []
  let rounded = 0
  for (const [index, values] of rows.entries()) {
    const row = named(readCustomer(values), nameOf)
    if ('reason' in row) {
      refused.push({ ...row, index })
      continue
    }
    rounded += row.rounded
    ids.push(String(row.cells[0]))
    texts.push(tabSeparated([...before, ...row.cells, loadId]))
  }
  keepLinks()
  if (texts.length > 0) {
    const insert = {
      table: 'customers',
      columns: COLUMNS,
      body: Buffer.from(texts.join('')),
      token: `customers-${loadId}-${observedOn}-${batch}`,
    }
    await platform.events.insertText(insert)
  }
  return { ids, rounded, refused }
}

type NameOf = (id: string) => string | RefusedCustomer

interface Naming {
  readonly nameOf: NameOf
  /** Whoever may have a history under an older key is written down. */
  readonly keepLinks: () => void
}

function named(row: CustomerRow | RefusedCustomer, nameOf: NameOf): CustomerRow | RefusedCustomer {
  if ('reason' in row) return row
  const name = nameOf(row.id)
  if (typeof name !== 'string') return name
  row.cells[0] = name
  return row
}

/** Under which name a customer is stored, which is that of the person's events, or why the person may not be. Nobody is asked about simulated ones. */
function naming(platform: Stores, { workspaceId, provenance, loadedAt }: CustomerLoad): Naming {
  const people = platform.consents.peopleOf(workspaceId)
  const scrubber = platform.personalData.of(workspaceId)
  const pseudonyms = people.privacy.pseudonymousIds ? platform.pseudonymKeys.pseudonymiserOf(workspaceId) : undefined
  const wasErased = platform.erasedPeople.of(workspaceId, loadedAt)
  const keptAs = (stored: string) => pseudonyms?.of(stored) ?? stored
  const keepLinks = () => pseudonyms?.keepLinks()
  if (provenance === 'simulated') return { nameOf: keptAs, keepLinks }
  const nameOf = (id: string) => {
    const stored = scrubber.identifier(id)
    if (wasErased?.(stored)) return notKept('erased_person', 'The person was erased lately')
    const verdict = people.verdictOf(stored, undefined, undefined)
    if (verdict.keep === 'as_a_minors' || people.isMinor(stored))
      return notKept('minor', 'The person is recorded as under 18 or of unknown age')
    if (verdict.keep !== 'as_it_is') return notKept('not_permitted', 'The person may not be stored')
    return keptAs(stored)
  }
  return { nameOf, keepLinks }
}

function notKept(reason: RefusedCustomer['reason'], message: string): RefusedCustomer {
  return { reason, column: 'customer_id', message }
}
