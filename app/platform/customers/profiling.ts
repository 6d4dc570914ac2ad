import type { Denial } from '@trill/contract/consent'
import type { CustomerProvenance } from '@trill/contract/customer-filters'
import type { CustomerColumnName } from '@trill/contract/customers'
import { permittedOf } from '../behaviour/permitted.ts'
import type { Platform } from '../platform.ts'

/** Columns that foretell or rate a person: told of those alone who consented to profiling, as segments and places among all are. */
export const PROFILING_COLUMNS = ['engagement_score', 'churn_probability', 'churn_30_day'] as const satisfies readonly CustomerColumnName[]

/** Why nothing may be derived of a customer and told; undefined where it may. Nobody is behind a simulated customer. */
export function profilingDenials(
  workspaceId: string,
  provenance: CustomerProvenance,
  { consents }: Pick<Platform, 'consents'>,
): (customerId: string) => Denial | undefined {
  if (provenance === 'simulated') return () => undefined
  const people = consents.peopleOf(workspaceId)
  return (customerId) => {
    const permission = permittedOf(customerId, 'profiling', people)
    return permission.allowed ? undefined : permission.reason
  }
}

/** Whether nothing at all is shown of a customer: a minor, or somebody who may not be stored, until they are erased. */
export function hiddenCustomers(
  workspaceId: string,
  provenance: CustomerProvenance,
  { consents }: Pick<Platform, 'consents'>,
): (customerId: string) => boolean {
  const people = provenance === 'simulated' ? undefined : consents.guardOf(workspaceId)
  return (customerId) => people?.hides(customerId) === true
}
