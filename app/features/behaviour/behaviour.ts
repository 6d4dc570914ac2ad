import { BEHAVIOUR_FEATURES, type BehaviourFeature, FEATURES_VERSION } from '@trill/contract/behaviour-features'
import type { Denial } from '@trill/contract/consent'
import { type ActorFeatures, type ContentFeatures, featureExpressions } from '../../platform/behaviour/behaviour.ts'
import { type Group, isShown, type Thresholds } from '../../platform/privacy/small-groups.ts'
import type { CatalogueResponse, Outcome } from './contract.ts'

/** Somebody who was asked for, under the names they may have in the store; or why nothing is said of them. */
export interface AskedActor {
  readonly actorId: string
  readonly names: readonly string[]
  readonly denial: Denial | undefined
}

/** The table of features, each with the SQL it is computed by. */
export function catalogue(): CatalogueResponse {
  const expressions = new Map([...featureExpressions('actor'), ...featureExpressions('content')])
  const features = Object.entries<BehaviourFeature>(BEHAVIOUR_FEATURES)
  return {
    version: FEATURES_VERSION,
    features: features.map(([name, feature]) => ({ name, ...feature, sql: expressions.get(name) ?? '' })),
  }
}

/** What is said of one person: of several names in the store, that of the latest event. */
export function actorOutcome({ names, denial }: AskedActor, found: ReadonlyMap<string, ActorFeatures>): Outcome {
  if (denial !== undefined) return { status: 'refused', reason: denial }
  const rows = names.flatMap((name) => found.get(name) ?? [])
  const silence = ({ features }: ActorFeatures) => Number(features.days_since_last_event)
  const [latest] = rows.toSorted((one, other) => silence(one) - silence(other))
  if (latest === undefined) return { status: 'insufficient_data', needed: 1, seen: 0, of: 'events in the 90 days before' }
  return { status: 'computed', features: latest.features }
}

/** What is said of one post: nothing of a minor’s, nor of one that too few people did something with. */
export function contentOutcome(
  row: ContentFeatures | undefined,
  isMinors: (creatorId: string) => boolean,
  thresholds: Thresholds | undefined,
): Outcome {
  if (row === undefined) return { status: 'insufficient_data', needed: 1, seen: 0, of: 'posts published in the 90 days before' }
  if (isMinors(row.creator_id)) return { status: 'refused', reason: 'minor' }
  if (thresholds !== undefined && !isShown(groupOf(row), thresholds)) return { status: 'refused', reason: 'small_group' }
  return { status: 'computed', features: row.features }
}

/** Whom figures about a post are about; nobody, where nobody did anything with it. */
function groupOf({ features, minors }: ContentFeatures): Group | undefined {
  const people = Number(features.people)
  return people === 0 ? undefined : { people, minors }
}
