import type { ReportDocument } from '../../platform/report/document.ts'
import { DIGEST, linkTo, makeDigest } from './digest.ts'
import { type Message, type MessageQuestion, nothingToReport } from './message.ts'
import { momentsOf } from './schedule.ts'

/** Makes what a subscription sends. @returns undefined when no feature makes such a document any more. */
export async function makeMessage(document: string, question: MessageQuestion): Promise<Message | undefined> {
  if (document === DIGEST.id) return makeDigest(question)
  const found = question.platform.documents.find(document)
  return found === undefined ? undefined : withDocument(found, question)
}

/** Runs whose message is kept for their other recipients and next attempts. */
const KEPT_MAX = 4

/** Makes the message of a run once for all its recipients, and the same for an attempt soon after. */
export function keepMessages(): (run: string, make: () => Promise<Message | undefined>) => Promise<Message | undefined> {
  const kept = new Map<string, Promise<Message | undefined>>()
  return (run, make) => {
    const known = kept.get(run)
    if (known !== undefined) return known
    const making = make()
    kept.set(run, making)
    for (const [oldest] of kept) if (kept.size > KEPT_MAX) kept.delete(oldest)
    making.catch(() => kept.delete(run))
    return making
  }
}

async function withDocument(document: ReportDocument, question: MessageQuestion): Promise<Message> {
  const { platform, workspace, period, paper, signal } = question
  const title = `${document.title} of ${workspace.name}: ${period.label}`
  const moments = momentsOf(period, workspace.time_zone)
  const asked = { workspaceId: workspace.id, label: period.label, ...moments, previous: momentsOf(period.previous, workspace.time_zone) }
  const link = linkTo(document.pageOf(period), question)
  const made = await document.make(platform, asked, { paper, signal })
  if (made.status === 'no_data') {
    const says = `There is no data for the ${document.title.toLowerCase()} in this period (${period.label}), so there is nothing to report.`
    return nothingToReport(title, says, question, link)
  }
  const digest = await makeDigest(question)
  const pdf = { name: `${document.id}-${period.from}-${period.to}.pdf`, content: made.pdf }
  const isSimulated = made.simulated || digest.isSimulated
  return { ...digest, status: 'made', title, summary: [made.summary], posts: [], isSimulated, link, pdf }
}
