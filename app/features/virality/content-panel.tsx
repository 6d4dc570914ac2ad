import type { ShownContent } from '../../ui/content-panel.ts'
import { useRead } from '../../ui/queries.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import type { GrowthResponse } from './contract.ts'
import { GrowthChart } from './growth-chart.tsx'
import { HORIZON_SECONDS } from './horizon.ts'

/** Where a post that is still in flight is seen to end, on the page of the post. */
export function ContentPanel({ contentId, publishedAt }: ShownContent) {
  const workspace = useWorkspace()
  const isInFlight = publishedAt !== null && Date.now() - Date.parse(publishedAt) < 1000 * HORIZON_SECONDS
  const asked = { workspace_id: workspace.id, content_id: contentId }
  const { data } = useRead<GrowthResponse>('/v1/predictions/virality/growth', asked, { enabled: isInFlight })
  if (data === undefined || data.content_id !== contentId || data.forecast === null) return null
  return <GrowthChart growth={data} title="Where it is seen to end" />
}
