import type { Message } from './message.ts'

/** A larger PDF is left out, and said to be: many receivers take no more than a few megabytes. */
const PDF_MAX_BYTES = 2 * 1024 * 1024

interface Envelope {
  readonly subscription: { readonly id: string; readonly name: string; readonly document: string; readonly workspaceId: string }
  readonly isTest: boolean
  /** Milliseconds since 1970. */
  readonly plannedFor: number
  readonly from: string
  readonly to: string
}

/**
 * What a webhook is sent. The PDF comes along in base64: the signature covers it, no address has to stay open to whoever knows it, and it
 * arrives where the receiver cannot reach Trill.
 */
export function webhookBody(message: Message, { subscription, isTest, plannedFor, from, to }: Envelope): string {
  return JSON.stringify({
    type: 'report.due',
    timestamp: new Date(plannedFor).toISOString(),
    data: {
      is_test: isTest,
      workspace_id: subscription.workspaceId,
      subscription: { id: subscription.id, name: subscription.name, document: subscription.document },
      status: message.status,
      title: message.title,
      period: { label: message.period, from, to },
      is_simulated: message.isSimulated,
      summary: message.summary,
      figures: message.figures,
      top_posts: message.posts,
      link: message.link,
      pdf: pdfOf(message),
    },
  })
}

function pdfOf({ pdf }: Message): object | null {
  if (pdf === null) return null
  const isLarge = pdf.content.length > PDF_MAX_BYTES
  const note = isLarge ? `Left out: it has more than ${PDF_MAX_BYTES} bytes` : null
  return {
    name: pdf.name,
    content_type: 'application/pdf',
    bytes: pdf.content.length,
    base64: isLarge ? null : pdf.content.toString('base64'),
    note,
  }
}
