import type { Queryable } from '../../platform/postgres/metadata.ts'
import type { ViralitySettings } from './contract.ts'

/** What holds where a workspace chose nothing. */
const DEFAULT_VIRALITY: ViralitySettings = { share_weight: 3, comment_weight: 1, scale: 0.05 }

const CHOSEN = 'SELECT share_weight, comment_weight, scale FROM metrics_settings WHERE workspace_id = $1'
const SAVE = `INSERT INTO metrics_settings (workspace_id, share_weight, comment_weight, scale) VALUES ($1, $2, $3, $4)
  ON CONFLICT (workspace_id) DO UPDATE SET share_weight = $2, comment_weight = $3, scale = $4`

/** How a workspace weighs virality. */
export async function viralityOf(metadata: Queryable, workspaceId: string): Promise<ViralitySettings> {
  return (await metadata.query<ViralitySettings>(CHOSEN, [workspaceId])).rows[0] ?? DEFAULT_VIRALITY
}

export async function saveVirality(metadata: Queryable, workspaceId: string, virality: ViralitySettings): Promise<void> {
  await metadata.query(SAVE, [workspaceId, virality.share_weight, virality.comment_weight, virality.scale])
}
