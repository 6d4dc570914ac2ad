import { everyFeature, type FeatureQuestion, featuresOfActors } from '../../platform/behaviour/behaviour.ts'
import { permittedOf } from '../../platform/behaviour/permitted.ts'
import { AtHand, type Whole } from '../../platform/models/at-hand.ts'
import type { Platform } from '../../platform/platform.ts'
import { eachPerson, NAMES } from './gather.ts'

/** People whose features are held in memory, of one workspace; 70 MB. */
const PEOPLE_MAX = 100_000

/** What somebody did, as of a moment. */
export interface KnownPerson {
  /** In the order of the catalogue. */
  readonly values: Float64Array
  /** Milliseconds since 1970, UTC. */
  readonly asOf: number
}

interface Workspace {
  readonly id: string
  readonly time_zone: string
}

/** Features of the people of one workspace by the names they stand under in the store. */
export function featuresAtHand(workspace: Workspace, platform: Platform): AtHand<KnownPerson> {
  const question = () => ({ workspaceId: workspace.id, timeZone: workspace.time_zone, asOf: platform.now() })
  const source = {
    whole: () => everybody(question(), platform),
    some: (names: readonly string[]) => some(names, question(), platform),
    max: PEOPLE_MAX,
  }
  return new AtHand(source, platform)
}

/** Everybody who consented; others who did something, or were one too many, are asked for one by one. */
async function everybody(question: FeatureQuestion, { events, consents }: Platform): Promise<Whole<KnownPerson>> {
  const consenting = consents.peopleOf(question.workspaceId)
  const found = new Map<string, KnownPerson>()
  const others = new Set<string>()
  for await (const block of everyFeature('actor', question, events)) {
    await eachPerson(block, (id, values) => {
      const isKept = found.size < PEOPLE_MAX && permittedOf(id, 'individual_prediction', consenting).allowed
      if (isKept) found.set(id, { values: values(), asOf: question.asOf })
      else others.add(id)
    })
  }
  return { found, mayKnow: (name) => others.has(name) }
}

async function some(names: readonly string[], question: FeatureQuestion, { events }: Platform): Promise<ReadonlyMap<string, KnownPerson>> {
  const rows = await featuresOfActors(question, names, events)
  return new Map(
    rows.map(({ actor_id, features }) => {
      const values = Float64Array.from(NAMES, (name) => Number(features[name] ?? Number.NaN))
      return [actor_id, { values, asOf: question.asOf }]
    }),
  )
}
