import type { FastifyInstance, FastifyReply } from 'fastify'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { escapeHtml, simplePage } from '../../platform/http/simple-page.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { isUnsubscribeToken, openSecrets, recipientOf } from './channel-secrets.ts'
import { UnsubscribeParams } from './contract.ts'
import { findByRecipient, unsubscribe } from './subscription-store.ts'

/** What mail programs send with one click: RFC 8058 allows both. It is not looked at, the token says everything. */
const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data']
const FORM_MAX_BYTES = 4096
const tags = ['subscriptions']

/** Pages of the link in each e-mail. Who opens it, a scanner of links for one, unsubscribes nobody: that takes the button, or one click. */
export function unsubscribeRoutes(server: FastifyInstance, platform: Platform): void {
  server.addContentTypeParser(FORMS, { parseAs: 'buffer', bodyLimit: FORM_MAX_BYTES }, (_request, _body, done) => done(null, undefined))
  const http = typed(server)
  const schema = { tags, params: UnsubscribeParams, produces: ['text/html'] }
  const open = { ...schema, summary: 'Asks whether somebody wants to unsubscribe, by the link of an e-mail' }
  http.get('/v1/unsubscribe/:token', { config: { permission: 'public' }, schema: open }, async (request, reply) => {
    const recipient = await subscribed(request.params.token, platform)
    if (recipient === undefined)
      return sendPage(reply.code(404), 'This link leads nowhere', ['The subscription is gone, or the link is not complete.'])
    const name = `<strong>${escapeHtml(recipient.name)}</strong>`
    if (recipient.unsubscribedAt !== null) return sendPage(reply, 'You have unsubscribed', [`You get ${name} no more.`])
    return sendPage(reply, 'Unsubscribe', [
      `Do you want to get ${name} of ${escapeHtml(recipient.workspace)} no more?`,
      '<form method="post"><button type="submit" style="font:inherit;padding:.5rem 1rem">Unsubscribe</button></form>',
    ])
  })

  const leave = { ...schema, summary: 'Unsubscribes whoever the link of an e-mail belongs to (RFC 8058)' }
  const config = { permission: 'public', audit: 'subscription_unsubscribe' } as const
  http.post('/v1/unsubscribe/:token', { config, schema: leave }, async (request, reply) => {
    const recipient = await subscribed(request.params.token, platform)
    noteAudit(request, { target: recipient?.id ?? '', workspaceId: recipient?.workspaceId ?? null })
    if (recipient === undefined)
      return sendPage(reply.code(404), 'This link leads nowhere', ['The subscription is gone, or the link is not complete.'])
    await unsubscribe(platform.metadata, recipient.recipientId, platform.now())
    return sendPage(reply, 'You have unsubscribed', [`You get <strong>${escapeHtml(recipient.name)}</strong> no more.`])
  })
}

/** The recipient of a token, if it is one that Trill signed. */
async function subscribed(token: string, { metadata, vault }: Platform) {
  const recipientId = recipientOf(token)
  const found = recipientId === undefined ? undefined : await findByRecipient(metadata, recipientId)
  if (recipientId === undefined || found === undefined) return undefined
  return isUnsubscribeToken(openSecrets(vault, found.id, found.sealed), recipientId, token) ? { ...found, recipientId } : undefined
}

function sendPage(reply: FastifyReply, title: string, paragraphs: readonly string[]): FastifyReply {
  return reply.header('x-robots-tag', 'noindex').type('text/html; charset=utf-8').send(simplePage(title, paragraphs))
}
