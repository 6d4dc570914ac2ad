import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type FigurePassport, statusOf } from '@trill/contract/passport'
import { type Spending, spend } from '@trill/core/privacy/budget'
import { Problem } from '../../platform/http/problem.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Queryable } from '../../platform/postgres/metadata.ts'
import { VERSION } from '../../platform/version.ts'
import { BUDGET_DAYS, EPSILON_BUDGET, type Figures, type OpenShare, type Share, type SharesResponse } from './contract.ts'

const DAY = 86_400_000

interface Row {
  readonly id: string
  readonly name: string
  readonly from: string
  readonly to: string
  readonly figures: Figures
  readonly created_at: Date
  readonly expires_at: Date
  readonly revoked_at: Date | null
}

const INSERT = `INSERT INTO shared_figures
  (id, workspace_id, token_hash, name, first_day, last_day, figures, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
const LIST = `SELECT id, name, to_char(first_day, 'YYYY-MM-DD') AS "from", to_char(last_day, 'YYYY-MM-DD') AS "to",
    figures, created_at, expires_at, revoked_at
  FROM shared_figures WHERE workspace_id = $1 ORDER BY created_at DESC, id LIMIT 1000`
const OPEN = `SELECT s.id, s.name, to_char(first_day, 'YYYY-MM-DD') AS "from", to_char(last_day, 'YYYY-MM-DD') AS "to",
    figures, s.created_at, expires_at, revoked_at, w.provenance = 'simulated' AS is_simulated
  FROM shared_figures s JOIN workspaces w ON w.id = s.workspace_id WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2`

/** What is to be shared. */
export interface NewShare {
  readonly workspaceId: string
  readonly name: string
  readonly from: string
  readonly to: string
  readonly epsilon: number
  readonly expiresInDays: number
}

/**
 * Spends from the budget, and only then counts and keeps the figures: two that ask at the same time cannot spend the same.
 * @returns the share, and the token that opens it, which is stored nowhere.
 * @throws Problem when the budget does not suffice.
 */
export async function addShare(
  { metadata, now }: Platform,
  { workspaceId, name, from, to, epsilon, expiresInDays }: NewShare,
  count: () => Promise<Figures>,
): Promise<{ share: Share; token: string }> {
  const token = randomBytes(32).toString('base64url')
  const at = now()
  return metadata.transaction(async (connection) => {
    await connection.query('SELECT id FROM workspaces WHERE id = $1 FOR UPDATE', [workspaceId])
    const { limit, spent } = await budgetOf(connection, workspaceId, at)
    const spending = spendingOf({ limit, spent }, epsilon)
    if (spending.status === 'refused')
      throw new Problem(
        'privacy_budget_spent',
        `epsilon ${epsilon} is asked for, and ${rounded(spending.left.epsilon)} is left of the budget`,
      )
    await connection.query('INSERT INTO privacy_expenses (workspace_id, label, epsilon, spent_at) VALUES ($1, $2, $3, $4)', [
      workspaceId,
      name,
      epsilon,
      new Date(at),
    ])
    const figures = await count()
    const [id, created_at, expires_at] = [randomUUID(), new Date(at), new Date(at + expiresInDays * DAY)]
    const values = [id, workspaceId, hashOf(token), name, from, to, JSON.stringify(figures), created_at, expires_at]
    await connection.query(INSERT, values)
    return { share: shareOf({ id, name, from, to, figures, created_at, expires_at, revoked_at: null }), token }
  })
}

/** Shares of a workspace and what is left of its budget. */
export async function sharesOf({ metadata, now }: Platform, workspaceId: string): Promise<SharesResponse> {
  const { rows } = await metadata.query<Row>(LIST, [workspaceId])
  const { limit, spent } = await budgetOf(metadata, workspaceId, now())
  return {
    workspace_id: workspaceId,
    budget: { epsilon: limit, left: rounded(Math.max(0, limit - spent)), days: BUDGET_DAYS },
    shares: rows.map(shareOf),
  }
}

/** @returns false when there is no such share in the workspaces; null stands for all of them. */
export async function revokeShare(
  { metadata, now }: Platform,
  id: string,
  workspaceIds: readonly string[] | null,
): Promise<string | undefined> {
  const { rows } = await metadata.query<{ workspace_id: string }>(
    `UPDATE shared_figures SET revoked_at = coalesce(revoked_at, $2)
     WHERE id = $1 AND ($3::text[] IS NULL OR workspace_id = ANY ($3::text[])) RETURNING workspace_id`,
    [id, new Date(now()), workspaceIds],
  )
  return rows[0]?.workspace_id
}

/** @throws Problem when nothing is shared by that token, any more. */
export async function openShare({ metadata, now }: Platform, token: string): Promise<OpenShare> {
  const { rows } = await metadata.query<Row & { is_simulated: boolean }>(OPEN, [hashOf(token), new Date(now())])
  const row = rows[0]
  if (row === undefined)
    throw new Problem('not_found', 'Nothing is shared here: the address is wrong, or the share has ended or was withdrawn')
  const { is_simulated, ...found } = row
  const { id: _, revoked_at: __, ...open } = shareOf(found)
  return { ...open, is_simulated, passport: passportIn(open.created_at, is_simulated) }
}

/** The exact number of people is what the noise hides. */
function passportIn(observed_at: string, isSimulated: boolean): FigurePassport {
  return {
    status: statusOf([isSimulated ? 'simulated' : 'measured'], 'estimated'),
    source: 'events of the workspace, with noise',
    ...{ observed_at, definition: 'shared_figures', version: `Trill ${VERSION}`, n: null },
  }
}

export async function changeBudget({ metadata, now }: Platform, workspaceId: string, epsilon: number): Promise<void> {
  await metadata.query(
    `INSERT INTO privacy_budgets (workspace_id, epsilon, changed_at) VALUES ($1, $2, $3)
     ON CONFLICT (workspace_id) DO UPDATE SET epsilon = excluded.epsilon, changed_at = excluded.changed_at`,
    [workspaceId, epsilon, new Date(now())],
  )
}

interface Budget {
  readonly limit: number
  readonly spent: number
}

async function budgetOf(connection: Queryable, workspaceId: string, now: number): Promise<Budget> {
  const chosen = await connection.query<{ epsilon: number }>('SELECT epsilon FROM privacy_budgets WHERE workspace_id = $1', [workspaceId])
  const spent = await connection.query<{ epsilon: number }>(
    'SELECT coalesce(sum(epsilon), 0)::float8 AS epsilon FROM privacy_expenses WHERE workspace_id = $1 AND spent_at > $2',
    [workspaceId, new Date(now - BUDGET_DAYS * DAY)],
  )
  return { limit: chosen.rows[0]?.epsilon ?? EPSILON_BUDGET, spent: spent.rows[0]?.epsilon ?? 0 }
}

function spendingOf({ limit, spent }: Budget, epsilon: number): Spending {
  const before = spent > 0 ? [{ label: 'before', epsilon: spent, delta: 0 }] : []
  return spend({ limit: { epsilon: limit, delta: 0 }, expenses: before }, { label: 'now', epsilon, delta: 0 })
}

function shareOf({ created_at, expires_at, revoked_at, ...row }: Row): Share {
  return {
    ...row,
    created_at: created_at.toISOString(),
    expires_at: expires_at.toISOString(),
    revoked_at: revoked_at?.toISOString() ?? null,
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function rounded(epsilon: number): number {
  return Math.round(epsilon * 1e6) / 1e6
}
