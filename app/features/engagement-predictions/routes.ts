import { FEATURES_VERSION } from '@trill/contract/behaviour-features'
import type { FigurePassport } from '@trill/contract/passport'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Workspace } from '../../platform/access/workspaces.ts'
import { permittedOf } from '../../platform/behaviour/permitted.ts'
import { workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { AtHand } from '../../platform/models/at-hand.ts'
import { type DecisionRecord, latestDecisions } from '../../platform/models/decisions.ts'
import type { LiveModel } from '../../platform/models/live-models.ts'
import { passportOf } from '../../platform/passport/ground.ts'
import type { Platform } from '../../platform/platform.ts'
import { readableWorkspace } from '../../platform/query/selection.ts'
import { EngagementBody, EngagementResponse, type Outcome } from './contract.ts'
import { tableOf } from './gather.ts'
import { type EngagementModel, HORIZON_DAYS } from './model.ts'
import { NOTHING_KNOWN, predictions, refusal } from './predict.ts'
import { featuresAtHand, type KnownPerson } from './shelf.ts'
import { MODEL_NAME, ROWS_MIN } from './trainer.ts'

/** How long a change of a workspace may wait for its effect here; milliseconds. */
const KNOWN_MILLISECONDS = 5000

/** A workspace with the features of its people. */
interface Known {
  readonly workspace: Workspace
  readonly shelf: AtHand<KnownPerson>
  readonly until: number
}

export function engagementPredictionsRoutes(server: FastifyInstance, platform: Platform): void {
  const workspaces = new Workspaces(platform)
  server.addHook('onClose', () => workspaces.settle())
  const schema = {
    tags: ['predictions'],
    summary: 'Whether people will be active within a week, why, and what could be done; of adults who consented to profiling',
    body: EngagementBody,
    response: { 200: EngagementResponse },
  }
  const config = { permission: 'read_events', audit: 'engagement_predict', auditsOften: true } as const
  typed(server).post('/v1/predictions/engagement', { config, schema }, async (request) => {
    const { workspace_id, actor_ids } = request.body
    const { workspace, shelf } = await workspaces.of(request, workspace_id)
    const model = await usableModel(workspace.id, platform)
    const asked = actor_ids.map((id) => askedPerson(id, workspace.id, platform))
    const items = model === undefined ? await withoutModel(asked, workspace.id, platform) : await withModel(asked, model, shelf, platform)
    noteAudit(request, { workspaceId: workspace.id, details: { people: asked.length, model_version: model?.version ?? null } })
    return {
      horizon_days: HORIZON_DAYS,
      model: model === undefined ? null : { name: model.name, version: model.version, promoted_at: model.promotedAt.toISOString() },
      base_rate: model === undefined ? null : (model.document as EngagementModel).base_rate,
      provenance: workspace.provenance,
      passport: passportOfItems(items, workspace, model),
      items,
    }
  })
}

/** Workspaces that were asked about lately, so that a question costs no look into the metadata. */
class Workspaces {
  readonly #platform: Platform
  readonly #known = new Map<string, Known>()

  constructor(platform: Platform) {
    this.#platform = platform
  }

  /** @throws Problem when the caller may not see the workspace. */
  async of(request: FastifyRequest, requested: string | undefined): Promise<Known> {
    const known = this.#known.get(workspaceOf(request, requested))
    if (known !== undefined && this.#platform.now() < known.until) return known
    const workspace = await readableWorkspace(request, requested, this.#platform)
    const isSame = known?.workspace.time_zone === workspace.time_zone
    const shelf = isSame && known !== undefined ? known.shelf : featuresAtHand(workspace, this.#platform)
    const fresh = { workspace, shelf, until: this.#platform.now() + KNOWN_MILLISECONDS }
    this.#known.set(workspace.id, fresh)
    return fresh
  }

  async settle(): Promise<void> {
    for (const { shelf } of this.#known.values()) await shelf.settle()
  }
}

/** The live version, unless it learned from other features than are computed now. */
async function usableModel(workspaceId: string, { models }: Platform): Promise<LiveModel | undefined> {
  const model = await models.live(workspaceId, MODEL_NAME)
  return (model?.document as EngagementModel | undefined)?.features_version === FEATURES_VERSION ? model : undefined
}

interface AskedPerson {
  readonly actorId: string
  readonly names: readonly string[]
  /** What is said in any case. */
  readonly refused: Outcome | undefined
}

/** Consent is looked at with every question, whatever is at hand; whoever was erased lately is not known. */
function askedPerson(actorId: string, workspaceId: string, { consents, personalData, erasedPeople, now }: Platform): AskedPerson {
  const permission = permittedOf(personalData.of(workspaceId).identifier(actorId), 'individual_prediction', consents.peopleOf(workspaceId))
  if (!permission.allowed) return { actorId, names: [], refused: refusal(permission.reason) }
  const wasErased = erasedPeople.of(workspaceId, now())
  const names = consents.adultNamesOf(workspaceId, [actorId]).filter((name) => wasErased?.(name) !== true)
  return { actorId, names, refused: undefined }
}

type Items = EngagementResponse['items']

async function withModel(
  asked: readonly AskedPerson[],
  model: LiveModel,
  shelf: AtHand<KnownPerson>,
  { models }: Platform,
): Promise<Items> {
  const known = await shelf.of(asked.flatMap(({ names }) => names))
  const latest = asked.map(({ names }) => latestOf(names.flatMap((name) => known.get(name) ?? [])))
  const people = latest.filter((one) => one !== undefined)
  const { outcomes, probabilities } = predictions(model, people)
  if (people.length > 0) models.observe(model, tableOf(people.map(({ values }) => values)), probabilities)
  const said = outcomes.values()
  return asked.map(({ actorId, refused }, index) => {
    const outcome = latest[index] === undefined ? (refused ?? NOTHING_KNOWN) : (said.next().value ?? NOTHING_KNOWN)
    return { actor_id: actorId, outcome }
  })
}

/** Of several names of one person, that of the latest event: days since it stand first in the catalogue. */
function latestOf(found: readonly KnownPerson[]): KnownPerson | undefined {
  return found.toSorted((one, other) => (one.values[0] as number) - (other.values[0] as number))[0]
}

/** Where probabilities come from: features of the people, as of the latest of them. */
function passportOfItems(items: Items, { provenance }: Workspace, model: LiveModel | undefined): FigurePassport {
  const moments = items.flatMap(({ outcome }) => (outcome.status === 'predicted' ? [outcome.as_of] : []))
  const ground = {
    provenances: moments.length === 0 ? [] : [provenance],
    source: 'features of the people asked about',
    observed_at: moments.sort().at(-1) ?? null,
    n: moments.length,
  }
  const version = model === undefined ? {} : { version: `model ${model.version}` }
  return passportOf(ground, { name: MODEL_NAME, making: 'estimated', ...version })
}

const OUTDATED = 'The live version learned from other features than are computed now; it is replaced when it learns anew.'

async function withoutModel(asked: readonly AskedPerson[], workspaceId: string, { metadata, models }: Platform): Promise<Items> {
  const isOutdated = (await models.live(workspaceId, MODEL_NAME)) !== undefined
  const [last] = await latestDecisions(metadata, { workspaceId, name: MODEL_NAME }, { limit: 1 })
  const outcome = isOutdated ? ({ status: 'no_model', why: OUTDATED } as const) : lackingOf(last)
  return asked.map(({ actorId, refused }) => ({ actor_id: actorId, outcome: refused ?? outcome }))
}

/** Why nobody is predicted: nothing was learned yet, or what was learned does not answer. */
function lackingOf(last: DecisionRecord | undefined): Outcome {
  const isScarce = last?.kind === 'not_trained' && last.figures !== null
  if (last !== undefined && !isScarce) return { status: 'no_model', why: last.why }
  const figures = isScarce ? (last.figures as { needed: number; seen: number }) : { needed: ROWS_MIN, seen: 0 }
  return { status: 'insufficient_data', ...figures, of: 'people in each week whose following week is known, to learn from' }
}
