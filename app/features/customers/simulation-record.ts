import { randomUUID } from 'node:crypto'
import type { Metadata } from '../../platform/postgres/metadata.ts'
import type { Simulation } from './contract.ts'

/** One simulation as the metadata store keeps it. */
export interface SimulationRecord {
  readonly id: string
  readonly workspaceId: string
  readonly status: Simulation['status']
  readonly count: number
  readonly seed: number
  readonly observedOn: string
  readonly done: number
  readonly error: string | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

interface Row {
  readonly id: string
  readonly workspace_id: string
  readonly status: Simulation['status']
  readonly count: number
  readonly seed: number
  readonly observed_on: string
  readonly done: number
  readonly error: string | null
  readonly created_at: Date
  readonly finished_at: Date | null
}

const INSERT = `INSERT INTO customers_simulations (id, workspace_id, status, count, seed, observed_on, created_at)
  VALUES ($1, $2, 'running', $3, $4, $5, $6) RETURNING *`
const BY_ID = 'SELECT * FROM customers_simulations WHERE id = $1'
const OF_WORKSPACE = 'SELECT * FROM customers_simulations WHERE workspace_id = $1 ORDER BY created_at DESC LIMIT 50'
const RUNNING = "SELECT * FROM customers_simulations WHERE status = 'running' ORDER BY created_at"
const KEEP = 'UPDATE customers_simulations SET done = $2 WHERE id = $1'
const FINISH = 'UPDATE customers_simulations SET status = $2, error = $3, done = $4, finished_at = $5 WHERE id = $1'

export type NewSimulation = Pick<SimulationRecord, 'workspaceId' | 'count' | 'seed' | 'observedOn'>

export async function createSimulation(metadata: Metadata, asked: NewSimulation, now: number): Promise<SimulationRecord> {
  const { workspaceId, count, seed, observedOn } = asked
  const values = [randomUUID(), workspaceId, count, seed, observedOn, new Date(now).toISOString()]
  return toRecord((await metadata.query<Row>(INSERT, values)).rows[0] as Row)
}

export async function findSimulation(metadata: Metadata, id: string): Promise<SimulationRecord | undefined> {
  return (await metadata.query<Row>(BY_ID, [id])).rows.map(toRecord)[0]
}

export async function listSimulations(metadata: Metadata, workspaceId: string): Promise<SimulationRecord[]> {
  return (await metadata.query<Row>(OF_WORKSPACE, [workspaceId])).rows.map(toRecord)
}

/** What an end of the process left undone. */
export async function runningSimulations(metadata: Metadata): Promise<SimulationRecord[]> {
  return (await metadata.query<Row>(RUNNING)).rows.map(toRecord)
}

export async function keepDone(metadata: Metadata, id: string, done: number): Promise<void> {
  await metadata.query(KEEP, [id, done])
}

export interface SimulationEnd {
  readonly status: 'done' | 'failed' | 'cancelled'
  readonly error?: string
  readonly done: number
}

export async function finishSimulation(metadata: Metadata, id: string, end: SimulationEnd, now: number): Promise<void> {
  await metadata.query(FINISH, [id, end.status, end.error ?? null, end.done, new Date(now).toISOString()])
}

function toRecord({ workspace_id, observed_on, created_at, finished_at, ...rest }: Row): SimulationRecord {
  return { ...rest, workspaceId: workspace_id, observedOn: observed_on, createdAt: created_at, finishedAt: finished_at }
}
