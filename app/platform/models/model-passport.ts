import { type FigurePassport, statusOf } from '@trill/contract/passport'
import type { Workspace } from '../access/workspaces.ts'
import type { ModelSummary } from './model-record.ts'

type Described = Pick<ModelSummary, 'name' | 'version' | 'rowsProvenance' | 'trainedOn' | 'createdAt' | 'holdOutRows'>

/**
 * Where the figures of a version come from: the rows it did not learn from, as they were known when it was judged.
 * @param workspace Where the rows come from that have no provenance of their own.
 */
export function modelPassport(model: Described, workspace: Workspace['provenance']): FigurePassport {
  const { name, version, trainedOn, createdAt, holdOutRows } = model
  const provenance = model.rowsProvenance ?? workspace
  return {
    status: statusOf([provenance], 'estimated'),
    source: `rows of ${trainedOn.places.join(', ')} that it did not learn from${provenance === 'measured' ? '' : ` (${provenance})`}`,
    observed_at: createdAt.toISOString(),
    ...{ definition: name, version: String(version), n: holdOutRows },
  }
}
