import type { Metadata, Queryable } from '../platform/postgres/metadata.ts'
import type { Vault } from '../platform/secrets/vault.ts'
import type { Source } from './connector.ts'

/** A platform that a workspace reads from. Its credentials are opened apart. */
export interface ConnectionRecord {
  readonly workspaceId: string
  readonly platform: string
  readonly baseAddress: string
  readonly sources: readonly Source[]
  readonly hasCredentials: boolean
  readonly everyMinutes: number
  /** Posts become events of who published them, too. */
  readonly asEvents: boolean
  readonly cursor: string | null
  readonly createdAt: Date
  readonly changedAt: Date
  readonly nextSyncAt: Date
}

/** What is said when a platform is connected, or a connection changed. */
export interface ConnectionInput {
  readonly workspaceId: string
  readonly platform: string
  readonly baseAddress: string
  readonly sources: readonly Source[]
  /** Null keeps those that are stored. */
  readonly credentials: Readonly<Record<string, string>> | null
  readonly everyMinutes: number
  readonly asEvents: boolean
}

type Needs = { readonly metadata: Metadata; readonly vault: Vault }

const COLUMNS = `workspace_id AS "workspaceId", platform, base_address AS "baseAddress", sources, credentials_sealed IS NOT NULL AS "hasCredentials",
  every_minutes AS "everyMinutes", as_events AS "asEvents", cursor, created_at AS "createdAt", changed_at AS "changedAt", next_sync_at AS "nextSyncAt"`
const ONE = `SELECT ${COLUMNS} FROM connections WHERE workspace_id = $1 AND platform = $2`
const OF_WORKSPACE = `SELECT ${COLUMNS} FROM connections WHERE workspace_id = $1 ORDER BY platform`
const DUE = `SELECT ${COLUMNS} FROM connections WHERE next_sync_at <= $1 ORDER BY next_sync_at`
const SAVE = `INSERT INTO connections AS c
    (workspace_id, platform, base_address, sources, credentials_sealed, every_minutes, as_events, created_at, changed_at, next_sync_at)
  VALUES ($1, $2, $3, $4, $5, $6, $8, $7, $7, $7)
  ON CONFLICT (workspace_id, platform) DO UPDATE SET base_address = excluded.base_address, sources = excluded.sources,
    credentials_sealed = coalesce(excluded.credentials_sealed, c.credentials_sealed), every_minutes = excluded.every_minutes,
    as_events = excluded.as_events, changed_at = excluded.changed_at, next_sync_at = least(c.next_sync_at, $7::timestamptz + make_interval(mins => excluded.every_minutes)),
    cursor = CASE WHEN c.base_address = excluded.base_address THEN c.cursor END`

export async function findConnection(metadata: Metadata, workspaceId: string, platform: string): Promise<ConnectionRecord | undefined> {
  return (await metadata.query<ConnectionRecord>(ONE, [workspaceId, platform])).rows[0]
}

export async function listConnections(metadata: Metadata, workspaceId: string): Promise<ConnectionRecord[]> {
  return (await metadata.query<ConnectionRecord>(OF_WORKSPACE, [workspaceId])).rows
}

/** Connections whose next sync is due. */
export async function dueConnections(metadata: Metadata, now: number): Promise<ConnectionRecord[]> {
  return (await metadata.query<ConnectionRecord>(DUE, [new Date(now)])).rows
}

/** Credentials are stored sealed, for this workspace and platform alone. */
export async function saveConnection({ metadata, vault }: Needs, input: ConnectionInput, now: number): Promise<void> {
  const { workspaceId, platform, baseAddress, sources, credentials, everyMinutes, asEvents } = input
  const place = { purpose: 'connector credentials', ownerId: ownerOf(workspaceId, platform) } as const
  const sealed = credentials === null ? null : vault.seal(place, Buffer.from(JSON.stringify(credentials)))
  const values = [workspaceId, platform, baseAddress, JSON.stringify(sources), sealed, everyMinutes, new Date(now), asEvents]
  await metadata.query(SAVE, values)
}

/** @throws SecretKeyMissing, or SealBroken. */
export async function openCredentials({ metadata, vault }: Needs, workspaceId: string, platform: string): Promise<Record<string, string>> {
  const sql = 'SELECT credentials_sealed AS sealed FROM connections WHERE workspace_id = $1 AND platform = $2'
  const { rows } = await metadata.query<{ sealed: Buffer | null }>(sql, [workspaceId, platform])
  const sealed = rows[0]?.sealed ?? null
  if (sealed === null) return {}
  const place = { purpose: 'connector credentials', ownerId: ownerOf(workspaceId, platform) } as const
  return JSON.parse(vault.open(place, sealed).toString()) as Record<string, string>
}

/** @returns false when there was none. What was read stays. */
export async function removeConnection(metadata: Metadata, workspaceId: string, platform: string): Promise<boolean> {
  const sql = 'DELETE FROM connections WHERE workspace_id = $1 AND platform = $2'
  return ((await metadata.query(sql, [workspaceId, platform])).rowCount ?? 0) > 0
}

export async function keepCursor(metadata: Queryable, { workspaceId, platform }: ConnectionRecord, cursor: string): Promise<void> {
  await metadata.query('UPDATE connections SET cursor = $3 WHERE workspace_id = $1 AND platform = $2', [workspaceId, platform, cursor])
}

export async function scheduleSync(metadata: Metadata, { workspaceId, platform }: ConnectionRecord, at: number): Promise<void> {
  const sql = 'UPDATE connections SET next_sync_at = $3 WHERE workspace_id = $1 AND platform = $2'
  await metadata.query(sql, [workspaceId, platform, new Date(at)])
}

/** As `stored-secrets.ts` joins them. */
function ownerOf(workspaceId: string, platform: string): string {
  return `${workspaceId} ${platform}`
}
