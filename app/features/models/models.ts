import { statusOf } from '@trill/contract/passport'
import type { Workspace } from '../../platform/access/workspaces.ts'
import type { DecisionRecord } from '../../platform/models/decisions.ts'
import { type ColumnDrift, DRIFT_LIMITS, type DriftReport, driftText } from '../../platform/models/drift-report.ts'
import type { DriftCheck } from '../../platform/models/drift-watch.ts'
import { findingsResponse } from '../../platform/models/findings-response.ts'
import { modelPassport } from '../../platform/models/model-passport.ts'
import type { ModelRecord, ModelSummary } from '../../platform/models/model-record.ts'
import type { Trainer } from '../../platform/models/trainer.ts'
import type { TrainingRun } from '../../platform/models/training-runs.ts'
import { VERSION } from '../../platform/version.ts'
import type { Decision, DriftResponse, ModelOverview, ModelVersion, Training, VersionResponse } from './contract.ts'
import { modelCard } from './model-card.ts'

/** What is known of the models of a workspace. */
export interface Known {
  /** Of the workspace. */
  readonly provenance: Workspace['provenance']
  readonly trainers: readonly Trainer[]
  /** Of each model the live version, and the newest of the others. */
  readonly versions: readonly ModelSummary[]
  readonly drift: ReadonlyMap<string, DriftReport['state']>
  /** Newest first. */
  readonly trainings: readonly TrainingRun[]
}

/** Every model that can be trained or that was, by name. */
export function overviews(known: Known): ModelOverview[] {
  const names = new Set([...known.trainers.map(({ name }) => name), ...known.versions.map(({ name }) => name)])
  return [...names].sort().map((name) => overviewOf(name, known))
}

function overviewOf(name: string, { provenance, trainers, versions, drift, trainings }: Known): ModelOverview {
  const trainer = trainers.find((one) => one.name === name)
  const own = versions.filter((version) => version.name === name)
  const live = own.find(({ state }) => state === 'live')
  const newest = own.find(({ state }) => state !== 'live')
  const described = trainer ?? live ?? (newest as ModelSummary)
  const last = trainings.find((run) => run.name === name)
  return {
    name,
    about: trainer?.about ?? 'Nothing trains this model any more; its versions stay.',
    target: described.target,
    task: described.task,
    every_hours: trainer?.everyHours ?? null,
    live: live === undefined ? null : versionOf(live, provenance),
    newest: newest === undefined ? null : versionOf(newest, provenance),
    drift: live === undefined ? null : (drift.get(name) ?? null),
    training: last === undefined ? null : trainingOf(last),
  }
}

/** @param provenance of the workspace. */
export function versionOf(model: ModelSummary, provenance: Workspace['provenance']): ModelVersion {
  return {
    name: model.name,
    version: model.version,
    state: model.state,
    retired_for: model.retiredFor,
    algorithm: model.algorithm,
    task: model.task,
    target: model.target,
    judged_by: model.judgedBy,
    features: [...model.features],
    fingerprint: model.fingerprint,
    training_rows: model.trainingRows,
    hold_out_rows: model.holdOutRows,
    split: { ...model.split },
    trained_on: { ...model.trainedOn, places: [...model.trainedOn.places] },
    passport: modelPassport(model, provenance),
    figures: { ...model.judgement.figures },
    baselines: { ...model.judgement.baselines },
    seed: model.seed,
    owner: model.owner,
    document_bytes: model.documentBytes,
    has_document: model.hasDocument,
    suspicious: model.suspicious,
    marked_at: isoOrNull(model.markedAt),
    created_at: model.createdAt.toISOString(),
    promoted_at: isoOrNull(model.promotedAt),
    retired_at: isoOrNull(model.retiredAt),
  }
}

/** A version in full, with its card. */
export function versionInFull(
  model: ModelRecord,
  provenance: Workspace['provenance'],
  decisions: readonly DecisionRecord[],
): VersionResponse {
  const { overBaselines, overLive, live, curve, calibration } = model.judgement
  return {
    ...versionOf(model, provenance),
    over_baselines: { ...overBaselines },
    over_live: overLive,
    live_then: live,
    curve:
      curve?.map(({ falsePositiveRate, recall, precision }) => ({ false_positive_rate: falsePositiveRate, recall, precision })) ?? null,
    calibration: calibration === null ? null : [...calibration],
    importance: [...model.importance].sort((a, b) => b.value - a.value),
    findings: model.findings && findingsResponse(model.findings),
    card: modelCard(model),
    decisions: decisions.map(decisionOf),
  }
}

export function decisionOf({ kind, version, why, by, at }: DecisionRecord): Decision {
  return { kind, version, why, by, at: at.toISOString() }
}

export function trainingOf(run: TrainingRun): Training {
  const { id, name, cause, status, done, total, version, outcome, error } = run
  return {
    ...{ id, name, cause, status, done, total, version, outcome, error },
    created_at: run.createdAt.toISOString(),
    started_at: isoOrNull(run.startedAt),
    finished_at: isoOrNull(run.finishedAt),
  }
}

const LIMITS: DriftResponse['limits'] = {
  stability_index: DRIFT_LIMITS.stabilityIndex,
  distance: DRIFT_LIMITS.distance,
  missing: DRIFT_LIMITS.missing,
  p_value: DRIFT_LIMITS.pValue,
  calibration: DRIFT_LIMITS.calibration,
}
const NOTHING = { rows: 0, needed: DRIFT_LIMITS.rows, features: [], predictions: null, calibration: null }
const NO_CHECK = { ...NOTHING, resolved: 0, resolved_needed: DRIFT_LIMITS.resolved, checked_at: null, passport: null, limits: LIMITS }

/** What was found last of a live version. @param live undefined where none is live. @param provenance of the workspace. */
export function driftResponse(
  name: string,
  live: ModelSummary | undefined,
  check: DriftCheck | undefined,
  provenance: Workspace['provenance'],
): DriftResponse {
  if (live === undefined) return { ...NO_CHECK, name, status: 'nothing_live', version: null, says: 'No version is live.' }
  if (check === undefined) return { ...NO_CHECK, name, status: 'not_checked', version: live.version, says: 'It was not looked at yet.' }
  const { report, checkedAt, version } = check
  const { state, calibration } = report
  return {
    name,
    status: state,
    version,
    checked_at: checkedAt.toISOString(),
    says: state === 'insufficient_data' ? `Not enough data (n = ${report.rows}, needs ${report.needed}).` : driftText(report),
    passport: {
      status: statusOf([live.rowsProvenance ?? provenance], 'calculated'),
      source: 'its predictions of the last seven days, and what it learned from',
      ...{ observed_at: checkedAt.toISOString(), definition: 'drift', version: `Trill ${VERSION}`, n: report.rows },
    },
    rows: report.rows,
    needed: report.needed,
    features: report.features.map(columnOf),
    predictions: report.predictions === null ? null : columnOf(report.predictions),
    resolved: report.resolved,
    resolved_needed: report.resolvedNeeded,
    calibration: calibration === null ? null : calibrationOf(calibration),
    limits: LIMITS,
  }
}

function columnOf({ name, stability, distance, missingBefore, missingNow, drifted }: ColumnDrift): DriftResponse['features'][number] {
  return {
    name,
    stability_index: stability.index,
    level: stability.level,
    distance,
    missing_before: missingBefore,
    missing_now: missingNow,
    drifted,
  }
}

function calibrationOf({ rows, predicted, observed, meanPValue, brierPValue, drifted }: NonNullable<DriftReport['calibration']>) {
  return { rows, predicted, observed, mean_p_value: meanPValue, brier_p_value: brierPValue, drifted }
}

function isoOrNull(date: Date | null): string | null {
  return date?.toISOString() ?? null
}
