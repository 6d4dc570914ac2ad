import { DENIALS } from '@trill/contract/consent'
import type { LiveModel } from '../../platform/models/live-models.ts'
import { actionsFor } from './actions.ts'
import type { Outcome } from './contract.ts'
import { tableOf } from './gather.ts'
import { type EngagementModel, intervalOf, probabilitiesOf, scoreOf } from './model.ts'
import { reasonsOf } from './reasons.ts'
import type { KnownPerson } from './shelf.ts'

/** What is said of people of whom something is known, one an entry. */
export function predictions(model: LiveModel, people: readonly KnownPerson[]): { outcomes: Outcome[]; probabilities: Float64Array } {
  const document = model.document as EngagementModel
  if (people.length === 0) return { outcomes: [], probabilities: new Float64Array() }
  const table = tableOf(people.map(({ values }) => values))
  const probabilities = probabilitiesOf(document, table)
  const reasons = reasonsOf(document, table)
  const outcomes = people.map(({ asOf }, row): Outcome => {
    const probability = probabilities[row] as number
    const why = reasons[row] ?? []
    return {
      status: 'predicted',
      probability,
      ...intervalOf(document, probability),
      score: scoreOf(document, probability),
      as_of: new Date(asOf).toISOString(),
      reasons: why,
      actions: actionsFor(why),
    }
  })
  return { outcomes, probabilities }
}

export function refusal(reason: keyof typeof DENIALS): Outcome {
  return { status: 'refused', reason, why: DENIALS[reason] }
}

/** Of whom nothing is known. */
export const NOTHING_KNOWN: Outcome = { status: 'insufficient_data', needed: 1, seen: 0, of: 'events in the 90 days before' }
