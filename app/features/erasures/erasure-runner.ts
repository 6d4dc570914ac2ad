import { heldTables } from '../../platform/clickhouse/replaced-files.ts'
import { modelsOfErasure } from '../../platform/models/marks.ts'
import type { Platform } from '../../platform/platform.ts'
import { type ErasedFromFiles, eraseFromRejects, isImporting } from '../../platform/privacy/import-files.ts'
import type { KeyVersion } from '../../platform/privacy/pseudonym-keys.ts'
import type { Erasure, Receipt } from './contract.ts'
import { ATTRIBUTES, countRows, eraseBatch } from './erase.ts'
import { batchesToProve, beginAgain, finishErasure, keepTrouble, markErased, type ProvableBatch, takeBatch } from './erasure-record.ts'
import { type ReceiptKey, receiptKey } from './receipt.ts'

/** Between two looks whether something can be proven or done again; milliseconds. */
const LOOK_AGAIN = 5000
/** How long a proof waits for what was acknowledged: it is to be found by the search, too. */
const SETTLE_MILLISECONDS = 10_000
/** Where people are named. */
const TABLES = [
  'events',
  'actor_daily',
  'share_edges',
  'uniques_hourly',
  'content_people',
  'content',
  'content_snapshots',
  'trends_posts',
  'youtube_trends_scores',
  'youtube_trends_analyses',
  'youtube_trends_matches',
  'creator_snapshots',
  'customers',
  'quarantine',
]

const ABOUT =
  'Everything the workspace held of one person was erased, and so was what arrived until the proof (rows_later); a search afterwards found the rows counted in rows_after.'
const ABOUT_DESTROYED =
  'Rows under the destroyed keys of pseudonym_keys cannot be found by an identifier: nobody can link them to a person any more.'

/** Works off erasures in the background, one batch after the other. */
export class ErasureRunner {
  readonly #platform: Platform
  readonly key: ReceiptKey
  #working: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #closing = false
  #again = false

  constructor(platform: Platform) {
    this.#platform = platform
    this.key = receiptKey(platform.config.dataDir)
  }

  /** Begins at once, unless it is at work; goes on until nothing is left. */
  wake(): void {
    if (this.#closing) return
    clearTimeout(this.#timer)
    this.#again = true
    this.#working ??= this.#work()
      .catch((error: unknown) => {
        this.#platform.logger.error({ err: error }, 'An erasure could not be worked off; it is tried again')
        return true
      })
      .then((left) => {
        this.#working = undefined
        if (this.#closing) return
        // What was asked for while the last proofs were made was not seen.
        if (this.#again) this.wake()
        else if (left) this.#timer = setTimeout(() => this.wake(), LOOK_AGAIN)
      })
  }

  /** Waits for the step at hand; the rest is done after the next start. */
  async close(): Promise<void> {
    this.#closing = true
    clearTimeout(this.#timer)
    await this.#working
  }

  /** Answers whether something is left to be done. */
  async #work(): Promise<boolean> {
    this.#again = false
    for (let batch = await takeBatch(this.#platform); batch !== undefined && !this.#closing; batch = await takeBatch(this.#platform)) {
      const { id } = batch
      await eraseBatch(batch, this.#platform).catch(async (error: unknown) => {
        await keepTrouble(this.#platform.metadata, id, (error as Error).message.slice(0, 500))
        throw error
      })
      await markErased(this.#platform.metadata, id, this.#platform.now())
      await this.#platform.models.trainMarked(batch.workspaceId)
    }
    const batches = await batchesToProve(this.#platform)
    let left = false
    for (const batch of batches) if (!this.#closing && !(await this.#prove(batch))) left = true
    return left
  }

  /** Looks again for everybody who was erased, once the engine has let go of the files that held them. */
  async #prove(batch: ProvableBatch): Promise<boolean> {
    const { metadata, events, log, erasedPeople, now } = this.#platform
    const held = await heldTables(events, TABLES, batch.erasedAt)
    if (held.length > 0) {
      await keepTrouble(metadata, batch.id, `The event store still holds old files of ${held.join(', ')}`)
      return false
    }
    if (batch.erasures.some((erasure) => destroyedKeys(erasure) > 0)) await this.#platform.personAttributes.forgetKeys()
    // From here on nothing more of them is taken, so that what the search below finds or not is final.
    const erasures = batch.erasures.map((erasure) => this.#underAllKeys(batch.workspaceId, erasure))
    const identifiers = erasures.flatMap((erasure) => erasure.identifiers)
    await erasedPeople.add(batch.workspaceId, identifiers, now())
    if (!(await log.settle(SETTLE_MILLISECONDS))) {
      await keepTrouble(metadata, batch.id, 'The event store lags behind what was acknowledged')
      return false
    }
    if (await isImporting(metadata, batch.workspaceId)) {
      await keepTrouble(metadata, batch.id, 'An import is under way; what it refuses is searched when it is done')
      return false
    }
    const dataDir = this.#platform.config.dataDir
    const files = await eraseFromRejects({ metadata, dataDir, workspaceId: batch.workspaceId }, erasures)
    let proven = 0
    for (const erasure of erasures) if (await this.#proveOne(batch, erasure, files)) proven += 1
    if (proven === 0) return false
    await this.#platform.audit.record({
      action: 'erasure_prove',
      actor: { kind: 'system' },
      workspaceId: batch.workspaceId,
      outcome: 'success',
      details: { people: proven },
    })
    return proven === batch.erasures.length
  }

  /** What arrived since the pass may bear a pseudonym of a newer key. */
  #underAllKeys<E extends { readonly identifiers: readonly string[] }>(workspaceId: string, erasure: E): E {
    return { ...erasure, identifiers: this.#platform.consents.adultNamesOf(workspaceId, erasure.identifiers) }
  }

  /** Under which keys somebody could be looked for; undefined where people are stored under their identifiers. */
  #keysSearched(workspaceId: string, requestedAt: number): Receipt['pseudonym_keys'] {
    const keys = this.#platform.pseudonymKeys.versionsOf(workspaceId)
    if (keys.length === 0) return undefined
    const isGone = ({ destroyedAt }: KeyVersion) => destroyedAt !== null && destroyedAt <= requestedAt
    const versions = (of: readonly KeyVersion[]) => of.map(({ version }) => version).sort((one, other) => one - other)
    return { searched: versions(keys.filter((key) => !isGone(key))), destroyed: versions(keys.filter(isGone)) }
  }

  /** Signs the receipt, unless something of the person has arrived since: then the request is worked off once more. */
  async #proveOne(
    batch: ProvableBatch,
    { identifiers, ...erasure }: ProvableBatch['erasures'][number],
    files: ErasedFromFiles,
  ): Promise<boolean> {
    const rows = await countRows({ id: erasure.id, workspaceId: batch.workspaceId, identifiers }, this.#platform)
    const left = Object.entries(rows).filter(([, found]) => found > 0)
    if (left.length > 0) {
      const trouble = `Since then had arrived: ${left.map(([place, found]) => `${found} in ${place}`).join(', ')}`
      await beginAgain(this.#platform.metadata, erasure.id, trouble)
      return false
    }
    const pseudonymKeys = this.#keysSearched(batch.workspaceId, Date.parse(erasure.requested_at))
    const marked = await modelsOfErasure(this.#platform.metadata, batch.workspaceId, erasure.id)
    const receipt = this.key.sign({
      about: pseudonymKeys === undefined || pseudonymKeys.destroyed.length === 0 ? ABOUT : `${ABOUT} ${ABOUT_DESTROYED}`,
      erasure_id: erasure.id,
      workspace_id: batch.workspaceId,
      requested_at: erasure.requested_at,
      erased_at: new Date(batch.erasedAt).toISOString(),
      proven_at: new Date(this.#platform.now()).toISOString(),
      identifiers: identifiers.length,
      rows_before: erasure.rows_before ?? {},
      rows_later: erasure.rows_later,
      files: { searched: [...files.searched], rows_erased: files.rows.get(erasure.id) ?? 0 },
      ...(pseudonymKeys && { pseudonym_keys: pseudonymKeys }),
      ...(destroyedKeys(erasure) > 0 && { attributes_destroyed: destroyedKeys(erasure) }),
      ...(marked.length > 0 && { models_marked: marked }),
      rows_after: rows,
    })
    await finishErasure(this.#platform, erasure.id, receipt)
    return true
  }
}

/** Attributes that were there, whose keys were destroyed. */
function destroyedKeys({ rows_before, rows_later }: Pick<Erasure, 'rows_before' | 'rows_later'>): number {
  return (rows_before?.[ATTRIBUTES] ?? 0) + (rows_later[ATTRIBUTES] ?? 0)
}

const RUNNERS = new WeakMap<Platform, ErasureRunner>()

/** The one runner of a platform: its routes wake it, its start and end are the feature’s. */
export function runnerOf(platform: Platform): ErasureRunner {
  const known = RUNNERS.get(platform)
  if (known !== undefined) return known
  const runner = new ErasureRunner(platform)
  RUNNERS.set(platform, runner)
  return runner
}

/** Ends the runner of a platform, where something has woken it. */
export async function closeRunner(platform: Platform): Promise<void> {
  await RUNNERS.get(platform)?.close()
}
