import type { Queryable } from '../postgres/metadata.ts'

/** `off`: properties are neither looked at nor dropped; `learning`: they are noted and kept; `enforced`: only allowed ones are kept. */
export type PlanMode = 'off' | 'learning' | 'enforced'
export type Decision = 'allow' | 'drop'

/** Most properties that a workspace’s plan holds; further ones are not noted, and not kept when the plan is enforced. */
export const PLAN_PROPERTIES_MAX = 2000
/** Longest name of a property in a plan, in characters. */
export const PROPERTY_NAME_MAX = 128

/** What one workspace keeps of the properties of its events. */
export interface TrackingPlan {
  readonly mode: PlanMode
  /**
   * The properties that may be kept of an event of a type: the same object when all may.
   * Notes what it sees; `dropped` hears the name of each that may not be kept.
   */
  keep<P extends object>(type: string, properties: P, dropped: (name: string) => void): P
}

/** One property of one type of event, as it was seen and decided on. */
export interface PlannedProperty {
  readonly event_type: string
  readonly property: string
  /** Null while nobody has decided. */
  readonly decision: Decision | null
  readonly events: number
  readonly first_seen: string
  readonly last_seen: string
}

export interface PlanChange {
  readonly mode?: PlanMode | undefined
  readonly properties?: readonly { readonly event_type: string; readonly property: string; readonly decision: Decision }[] | undefined
  /** Allows every property that was seen and nobody decided on. */
  readonly allow_seen?: boolean | undefined
}

/** The tracking plans of all workspaces. */
export interface TrackingPlans {
  of(workspaceId: string): TrackingPlan
  /** Holds from the next event on, and after the next start. */
  change(workspaceId: string, change: PlanChange, now: number): Promise<void>
  /** What is planned and was seen, the most frequent first. */
  list(workspaceId: string, now: number): Promise<{ readonly properties: PlannedProperty[]; readonly is_full: boolean }>
  /** Writes down what was seen since the last time. */
  flush(now: number): Promise<void>
}

/** The name of a Segment event as it came, which Trill adds to events of any type. */
const ADDED_BY_TRILL = 'segment_event'
/** What Trill itself reads: a post without its title is of no use. */
const READ_BY_TRILL: Readonly<Record<string, readonly string[]>> = {
  content_publish: ['kind', 'title', 'creator_id', 'creator_name', 'category', 'tags', 'url', 'thumbnail_url'],
}

interface Entry {
  decision: Decision | null
  /** Events since the last time it was written down. */
  events: number
}

class Plan implements TrackingPlan {
  mode: PlanMode
  readonly #types = new Map<string, Map<string, Entry>>()
  #count = 0

  constructor(mode: PlanMode) {
    this.mode = mode
  }

  get isFull(): boolean {
    return this.#count >= PLAN_PROPERTIES_MAX
  }

  keep<P extends object>(type: string, properties: P, dropped: (name: string) => void): P {
    if (this.mode === 'off') return properties
    let left = properties
    for (const name in properties) {
      const entry = this.entry(type, name)
      if (entry !== undefined) entry.events += 1
      if (this.#isKept(entry)) continue
      if (left === properties) left = { ...properties }
      delete left[name]
      dropped(name)
    }
    return left
  }

  #isKept(entry: Entry | undefined): boolean {
    return this.mode === 'enforced' ? entry?.decision === 'allow' : entry?.decision !== 'drop'
  }

  /** What is known of a property; a new one is noted while there is room. */
  entry(type: string, name: string): Entry | undefined {
    const known = this.#types.get(type)?.get(name)
    if (known !== undefined || this.isFull || name.length > PROPERTY_NAME_MAX) return known
    const isOurs = name === ADDED_BY_TRILL || READ_BY_TRILL[type]?.includes(name)
    const entry: Entry = { decision: isOurs ? 'allow' : null, events: 0 }
    this.#types.set(type, (this.#types.get(type) ?? new Map()).set(name, entry))
    this.#count += 1
    return entry
  }

  *entries(): Generator<readonly [type: string, name: string, entry: Entry]> {
    for (const [type, properties] of this.#types) for (const [name, entry] of properties) yield [type, name, entry]
  }
}

/** Reads the plans of all workspaces. */
export async function openTrackingPlans(metadata: Queryable): Promise<TrackingPlans> {
  const plans = await loadPlans(metadata)
  const of = (workspaceId: string) => {
    const known = plans.get(workspaceId)
    if (known !== undefined) return known
    const plan = new Plan('off')
    plans.set(workspaceId, plan)
    return plan
  }
  const flushOne = async (workspaceId: string, now: number) => {
    const seen = [...of(workspaceId).entries()].filter(([, , { events }]) => events > 0)
    if (seen.length === 0) return
    const counts = seen.map(([, , entry]) => entry.events)
    for (const [, , entry] of seen) entry.events = 0
    await write(metadata, workspaceId, seen, counts, now)
  }
  return {
    of,
    async change(workspaceId, { mode, properties = [], allow_seen = false }, now) {
      const plan = of(workspaceId)
      await flushOne(workspaceId, now)
      const changed: [string, string, Entry][] = []
      for (const { event_type, property, decision } of properties) {
        const entry = plan.entry(event_type, property)
        if (entry === undefined) throw new RangeError(`A plan holds ${PLAN_PROPERTIES_MAX} properties; there is no room for "${property}"`)
        entry.decision = decision
        changed.push([event_type, property, entry])
      }
      for (const [type, name, entry] of allow_seen ? plan.entries() : []) {
        if (entry.decision !== null) continue
        entry.decision = 'allow'
        changed.push([type, name, entry])
      }
      if (changed.length > 0) await write(metadata, workspaceId, changed, undefined, now)
      if (mode !== undefined) await writeMode(metadata, workspaceId, mode, now)
      plan.mode = mode ?? plan.mode
    },
    async list(workspaceId, now) {
      await flushOne(workspaceId, now)
      const { rows } = await metadata.query<PlannedProperty>(LIST, [workspaceId])
      return { properties: rows.map((row) => ({ ...row, events: Number(row.events) })), is_full: of(workspaceId).isFull }
    },
    async flush(now) {
      for (const workspaceId of plans.keys()) await flushOne(workspaceId, now)
    },
  }
}

async function loadPlans(metadata: Queryable): Promise<Map<string, Plan>> {
  const modes = await metadata.query<{ workspace_id: string; mode: PlanMode }>('SELECT workspace_id, mode FROM tracking_plans')
  const plans = new Map(modes.rows.map(({ workspace_id, mode }) => [workspace_id, new Plan(mode)]))
  const { rows } = await metadata.query<{ workspace_id: string; event_type: string; property: string; decision: Decision | null }>(
    'SELECT workspace_id, event_type, property, decision FROM tracking_plan_properties',
  )
  for (const { workspace_id, event_type, property, decision } of rows) {
    const plan = plans.get(workspace_id) ?? new Plan('off')
    plans.set(workspace_id, plan)
    const entry = plan.entry(event_type, property)
    if (entry !== undefined) entry.decision = decision
  }
  return plans
}

const LIST = `
SELECT event_type, property, decision, events,
  to_char(first_seen AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS first_seen,
  to_char(last_seen AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS last_seen
FROM tracking_plan_properties
WHERE workspace_id = $1
ORDER BY tracking_plan_properties.events DESC, event_type, property`

const WRITE = `
INSERT INTO tracking_plan_properties (workspace_id, event_type, property, decision, events, first_seen, last_seen)
SELECT $1, seen.event_type, seen.property, seen.decision, seen.events, $6, $6
FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) AS seen (event_type, property, decision, events)
ON CONFLICT (workspace_id, event_type, property) DO UPDATE SET
  decision = excluded.decision,
  events = tracking_plan_properties.events + excluded.events,
  last_seen = CASE WHEN excluded.events > 0 THEN excluded.last_seen ELSE tracking_plan_properties.last_seen END`

/** Writes down decisions, and adds what was seen: `counts`, one for each, none when missing. */
async function write(
  metadata: Queryable,
  workspaceId: string,
  properties: readonly (readonly [type: string, name: string, entry: Entry])[],
  counts: readonly number[] | undefined,
  now: number,
): Promise<void> {
  await metadata.query(WRITE, [
    workspaceId,
    properties.map(([type]) => type),
    properties.map(([, name]) => name),
    properties.map(([, , { decision }]) => decision),
    properties.map((_, i) => counts?.[i] ?? 0),
    new Date(now).toISOString(),
  ])
}

async function writeMode(metadata: Queryable, workspaceId: string, mode: PlanMode, now: number): Promise<void> {
  await metadata.query(
    `INSERT INTO tracking_plans (workspace_id, mode, changed_at) VALUES ($1, $2, $3)
     ON CONFLICT (workspace_id) DO UPDATE SET mode = excluded.mode, changed_at = excluded.changed_at`,
    [workspaceId, mode, new Date(now).toISOString()],
  )
}
