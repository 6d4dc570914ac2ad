import type { Logger } from 'pino'
import type { Metadata, Queryable } from '../postgres/metadata.ts'
import type { SecretPlace } from './envelope.ts'
import { SecretKeyMissing, type Vault } from './vault.ts'

/** So many secrets are sealed anew in one transaction. */
const BATCH = 100

/** Where sealed secrets are stored. The id of their key is bytes 2 to 9. */
interface SealedColumn {
  readonly purpose: SecretPlace['purpose']
  /** Ids of the keys in use. */
  readonly keyIds: string
  /** Rows of one key: $1 its id, $2 how many. */
  readonly sealedWith: string
  /** $1 the row, $2 what is stored, $3 what takes its place. */
  readonly replace: string
}

const COLUMNS: readonly SealedColumn[] = [
  {
    purpose: 'second factor',
    keyIds: `SELECT DISTINCT encode(substring(totp_sealed FROM 2 FOR 8), 'hex') AS id FROM people WHERE totp_sealed IS NOT NULL`,
    sealedWith: `SELECT id::text AS id, totp_sealed AS sealed FROM people
      WHERE totp_sealed IS NOT NULL AND encode(substring(totp_sealed FROM 2 FOR 8), 'hex') = $1 LIMIT $2`,
    replace: 'UPDATE people SET totp_sealed = $3 WHERE id = $1 AND totp_sealed = $2',
  },
  {
    purpose: 'pseudonym key',
    keyIds: `SELECT DISTINCT encode(substring(sealed FROM 2 FOR 8), 'hex') AS id FROM pseudonym_keys WHERE sealed IS NOT NULL`,
    sealedWith: `SELECT workspace_id || ' ' || version AS id, sealed FROM pseudonym_keys
      WHERE sealed IS NOT NULL AND encode(substring(sealed FROM 2 FOR 8), 'hex') = $1 LIMIT $2`,
    replace: `UPDATE pseudonym_keys SET sealed = $3 WHERE workspace_id || ' ' || version = $1 AND sealed = $2`,
  },
  {
    purpose: 'person key',
    // There may be millions: the index is looked into once for each key in use.
    keyIds: `WITH RECURSIVE used (id) AS (
        SELECT min(sealed_with) FROM person_keys
        UNION ALL SELECT (SELECT min(sealed_with) FROM person_keys WHERE sealed_with > used.id) FROM used WHERE used.id IS NOT NULL
      ) SELECT id FROM used WHERE id IS NOT NULL`,
    sealedWith: `SELECT workspace_id || ' ' || person AS id, sealed FROM person_keys WHERE sealed_with = $1 LIMIT $2`,
    replace: `UPDATE person_keys SET sealed = $3
      WHERE workspace_id = split_part($1, ' ', 1) AND person = split_part($1, ' ', 2) AND sealed = $2`,
  },
  {
    purpose: 'connector credentials',
    keyIds: `SELECT DISTINCT encode(substring(credentials_sealed FROM 2 FOR 8), 'hex') AS id FROM connections WHERE credentials_sealed IS NOT NULL`,
    sealedWith: `SELECT workspace_id || ' ' || platform AS id, credentials_sealed AS sealed FROM connections
      WHERE credentials_sealed IS NOT NULL AND encode(substring(credentials_sealed FROM 2 FOR 8), 'hex') = $1 LIMIT $2`,
    replace: `UPDATE connections SET credentials_sealed = $3 WHERE workspace_id || ' ' || platform = $1 AND credentials_sealed = $2`,
  },
  {
    purpose: 'subscription',
    keyIds: `SELECT DISTINCT encode(substring(secrets_sealed FROM 2 FOR 8), 'hex') AS id FROM subscriptions`,
    sealedWith: `SELECT id::text AS id, secrets_sealed AS sealed FROM subscriptions
      WHERE encode(substring(secrets_sealed FROM 2 FOR 8), 'hex') = $1 LIMIT $2`,
    replace: 'UPDATE subscriptions SET secrets_sealed = $3 WHERE id = $1 AND secrets_sealed = $2',
  },
]

interface Needs {
  readonly metadata: Metadata
  readonly vault: Vault
  readonly logger: Logger
}

/**
 * Seals what an older Trill stored readable, and brings everything under the present key. Can be interrupted: the next
 * call goes on. What was sealed with a key that is not here stays as it is and is logged.
 */
export async function renewStoredSecrets({ metadata, vault, logger }: Needs): Promise<void> {
  const sealed = await metadata.transaction((connection) => sealReadable(connection, vault))
  // Rows that were replaced stay in the table’s files until it is written anew.
  if (sealed > 0) await metadata.query('VACUUM FULL people')
  for (const column of COLUMNS) {
    for (const { id } of (await metadata.query<{ id: string }>(column.keyIds)).rows) {
      if (id === vault.keyId) continue
      if (vault.knows(id))
        logger.info({ secrets: await renewKey(column, id, metadata, vault) }, 'Secrets were brought under the present key')
      else logger.error(`${new SecretKeyMissing(id).message}; set it, or these secrets stay closed`)
    }
  }
}

async function sealReadable(connection: Queryable, vault: Vault): Promise<number> {
  const sql = 'SELECT id::text AS id, totp_secret AS secret FROM people WHERE totp_secret IS NOT NULL FOR UPDATE'
  const { rows } = await connection.query<{ id: string; secret: Buffer }>(sql)
  for (const { id, secret } of rows) {
    const sealed = vault.seal({ purpose: 'second factor', ownerId: id }, secret)
    await connection.query('UPDATE people SET totp_sealed = $2, totp_secret = NULL WHERE id = $1', [id, sealed])
  }
  return rows.length
}

async function renewKey(column: SealedColumn, keyId: string, metadata: Metadata, vault: Vault): Promise<number> {
  for (let renewed = 0; ; ) {
    const { rows } = await metadata.query<{ id: string; sealed: Buffer }>(column.sealedWith, [keyId, BATCH])
    if (rows.length === 0) return renewed
    await metadata.transaction(async (connection) => {
      for (const { id, sealed } of rows) {
        const place = { purpose: column.purpose, ownerId: id }
        await connection.query(column.replace, [id, sealed, vault.renew(place, sealed)])
      }
    })
    renewed += rows.length
  }
}
