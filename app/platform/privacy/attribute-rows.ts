import { randomBytes } from 'node:crypto'
import type { Queryable } from '../postgres/metadata.ts'
import { openUnder, type SecretPlace, sealUnder } from '../secrets/envelope.ts'
import type { Vault } from '../secrets/vault.ts'
import { decodeSheet, EMPTY_SHEET, encodeSheet, type Sheet } from './attribute-sheet.ts'

const KEY_BYTES = 32

/** Somebody as they stand in the tables: no identifier, and only what says when the row goes. */
export interface StoredPerson {
  /** Keyed hash of the name that the person’s events bear. */
  readonly hash: string
  /** The version of the pseudonym key in that name; 0 where it is no pseudonym. */
  readonly pseudonymVersion: number
  readonly isMinor: boolean
}

/** What becomes of all that is kept about somebody. */
export interface SheetChange extends StoredPerson {
  /** @returns the same sheet when nothing changes */
  readonly change: (sheet: Sheet) => Sheet
  /** When the word arrived that changes it, milliseconds since 1970; the row goes so many days after the latest. */
  readonly arrivedAt: number
}

/** All that is kept about somebody, opened. */
export interface OpenedRow {
  readonly hash: string
  readonly sheet: Sheet
  readonly updatedAt: number
}

interface Row {
  readonly person: string
  readonly key: Buffer
  readonly sheet: Buffer
  readonly updated_at: Date
}

const LOAD = `SELECT k.person, k.sealed AS key, a.sealed AS sheet, a.updated_at
  FROM person_keys AS k JOIN person_attributes AS a ON a.workspace_id = k.workspace_id AND a.person = k.person
  WHERE k.workspace_id = $1 AND k.person = ANY($2::text[])`
const ADD_KEYS = `INSERT INTO person_keys (workspace_id, person, sealed, pseudonym_version, is_minor)
  SELECT $1, * FROM unnest($2::text[], $3::bytea[], $4::integer[], $5::boolean[])`
const KEEP = `INSERT INTO person_attributes (workspace_id, person, sealed, attributes, updated_at)
  SELECT $1, * FROM unnest($2::text[], $3::bytea[], $4::integer[], $5::timestamptz[])
  ON CONFLICT (workspace_id, person) DO UPDATE SET sealed = excluded.sealed, version = person_attributes.version + 1,
    attributes = excluded.attributes,
    updated_at = greatest(person_attributes.updated_at, excluded.updated_at)`

/** @throws SecretKeyMissing, or SealBroken when a row was changed or moved. */
export async function openRows(
  connection: Queryable,
  workspaceId: string,
  { hashes, vault }: { readonly hashes: readonly string[]; readonly vault: Vault },
): Promise<OpenedRow[]> {
  const { rows } = await connection.query<Row>(LOAD, [workspaceId, hashes])
  return rows.map((row) => opened(workspaceId, row, vault).row)
}

/** Changes what is kept about people: within a transaction, each person once. @throws as `openRows`. */
export async function changeSheets(
  connection: Queryable,
  workspaceId: string,
  { changes, vault }: { readonly changes: readonly SheetChange[]; readonly vault: Vault },
): Promise<void> {
  const hashes = changes.map(({ hash }) => hash)
  const { rows } = await connection.query<Row>(`${LOAD} FOR UPDATE OF k`, [workspaceId, hashes])
  const known = new Map(rows.map((row) => [row.person, opened(workspaceId, row, vault)]))
  const added: (StoredPerson & { readonly key: Buffer })[] = []
  const kept: KeptSheet[] = []
  for (const { hash, change, arrivedAt, ...facts } of changes) {
    const before = known.get(hash)
    const sheet = change(before?.row.sheet ?? EMPTY_SHEET)
    if (sheet === before?.row.sheet) continue
    const key = before?.key ?? randomBytes(KEY_BYTES)
    if (before === undefined) added.push({ hash, ...facts, key: vault.seal(keyPlace(workspaceId, hash), key) })
    kept.push({
      hash,
      sealed: sealUnder(key, sheetPlace(workspaceId, hash), encodeSheet(sheet)),
      attributes: sheet.attributes.length,
      at: arrivedAt,
    })
    key.fill(0)
  }
  await addKeys(connection, workspaceId, added)
  await keepSheets(connection, workspaceId, kept)
}

interface KeptSheet {
  readonly hash: string
  readonly sealed: Buffer
  readonly attributes: number
  readonly at: number
}

async function keepSheets(connection: Queryable, workspaceId: string, kept: readonly KeptSheet[]): Promise<void> {
  if (kept.length === 0) return
  await connection.query(KEEP, [
    workspaceId,
    kept.map(({ hash }) => hash),
    kept.map(({ sealed }) => sealed),
    kept.map(({ attributes }) => attributes),
    kept.map(({ at }) => new Date(at).toISOString()),
  ])
}

async function addKeys(
  connection: Queryable,
  workspaceId: string,
  added: readonly (StoredPerson & { readonly key: Buffer })[],
): Promise<void> {
  if (added.length === 0) return
  await connection.query(ADD_KEYS, [
    workspaceId,
    added.map(({ hash }) => hash),
    added.map(({ key }) => key),
    added.map(({ pseudonymVersion }) => pseudonymVersion),
    added.map(({ isMinor }) => isMinor),
  ])
}

function opened(workspaceId: string, { person, key: wrapped, sheet, updated_at }: Row, vault: Vault): { key: Buffer; row: OpenedRow } {
  const key = vault.open(keyPlace(workspaceId, person), wrapped)
  const plain = openUnder(key, sheetPlace(workspaceId, person), sheet)
  return { key, row: { hash: person, sheet: decodeSheet(plain), updatedAt: updated_at.getTime() } }
}

/** Bound to the person: whoever can write to the database can give nobody the attributes of another. */
function keyPlace(workspaceId: string, hash: string): SecretPlace {
  return { purpose: 'person key', ownerId: `${workspaceId} ${hash}` }
}

function sheetPlace(workspaceId: string, hash: string): SecretPlace {
  return { purpose: 'person attributes', ownerId: `${workspaceId} ${hash}` }
}
