import { publicAddress } from '../../platform/http/address.ts'
import { escapeHtml } from '../../platform/http/simple-page.ts'
import type { JobEnd } from '../../platform/jobs/job-runner.ts'
import { canSendMail, type Mail, sendMail } from '../../platform/mail/mail.ts'
import type { Platform } from '../../platform/platform.ts'
import { exact } from '../../ui/format.ts'
import { type Message, type MessageFigure, simulationNotes } from './message.ts'

/** A message to one recipient. */
export interface Letter {
  readonly deliveryId: string
  readonly to: string
  /** Name of the subscription. */
  readonly subscription: string
  readonly isTest: boolean
  readonly unsubscribeToken: string
}

/** Sends a message by e-mail. */
export async function sendLetter(
  message: Message,
  letter: Letter,
  { platform: { config }, signal }: { readonly platform: Pick<Platform, 'config'>; readonly signal: AbortSignal },
): Promise<JobEnd> {
  if (!canSendMail(config)) return { status: 'failed', says: 'E-mail is not set up: TRILL_SMTP_URL is empty' }
  const failure = await sendMail(config, mailOf(message, letter, config), { signal })
  if (failure === undefined) return { status: 'done', says: 'The mail server took it' }
  return { status: failure.inPassing ? 'again' : 'failed', says: failure.says }
}

/** RFC 8058: the link of List-Unsubscribe takes a POST without sign-in. It is announced only where the address is https. */
function mailOf(message: Message, letter: Letter, config: Platform['config']): Mail {
  const address = `${publicAddress(config, config.port)}/v1/unsubscribe/${letter.unsubscribeToken}`
  const oneClick = address.startsWith('https:') ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}
  return {
    to: letter.to,
    subject: `${letter.isTest ? '[Test] ' : ''}${message.title}`,
    text: textOf(message, letter, address),
    html: htmlOf(message, letter, address),
    messageId: `<${letter.deliveryId}@${config.smtpFrom.split('@')[1]}>`,
    headers: { 'List-Unsubscribe': `<${address}>`, ...oneClick, 'Auto-Submitted': 'auto-generated' },
    attachments: message.pdf === null ? [] : [{ name: message.pdf.name, type: 'application/pdf', content: message.pdf.content }],
  }
}

function notesOf(message: Message, { isTest }: Letter): string[] {
  return [...(isTest ? ['This is a test: somebody pressed “Send a test”.'] : []), ...simulationNotes(message)]
}

function textOf(message: Message, letter: Letter, unsubscribe: string): string {
  const figures = message.figures.map(({ label, value, change }) => `${label}: ${exact(value)} (${change})`)
  const posts = message.posts.map(({ title, platform, views }, index) => `${index + 1}. ${title} (${platform}): ${exact(views)} views`)
  const parts = [
    notesOf(message, letter).join('\n'),
    message.title,
    message.summary.join('\n'),
    figures.join('\n'),
    posts.length === 0 ? '' : `Most viewed posts\n${posts.join('\n')}`,
    `See it in Trill: ${message.link}`,
    `You get this because somebody subscribed you to “${letter.subscription}”. Unsubscribe: ${unsubscribe}`,
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

const CELL = 'padding:4px 16px 4px 0;text-align:left;font-weight:400'

function htmlOf(message: Message, letter: Letter, unsubscribe: string): string {
  const paragraphs = (texts: readonly string[]) => texts.map((text) => `<p>${escapeHtml(text)}</p>`).join('')
  const posts = message.posts.map(
    ({ title, platform, views }) => `<li>${escapeHtml(title)} (${escapeHtml(platform)}): ${exact(views)} views</li>`,
  )
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"></head>',
    '<body style="font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:0 auto;padding:16px">',
    notesOf(message, letter)
      .map((note) => `<p><strong>${escapeHtml(note)}</strong></p>`)
      .join(''),
    `<h1 style="font-size:20px">${escapeHtml(message.title)}</h1>`,
    paragraphs(message.summary),
    figureTable(message.figures),
    posts.length === 0 ? '' : `<h2 style="font-size:16px">Most viewed posts</h2><ol>${posts.join('')}</ol>`,
    `<p><a href="${escapeHtml(message.link)}">See it in Trill</a></p>`,
    `<p style="font-size:13px">You get this because somebody subscribed you to “${escapeHtml(letter.subscription)}”. <a href="${escapeHtml(unsubscribe)}">Unsubscribe</a></p>`,
    '</body></html>',
  ].join('')
}

function figureTable(figures: readonly MessageFigure[]): string {
  if (figures.length === 0) return ''
  const rows = figures.map(
    ({ label, value, change }) =>
      `<tr><th scope="row" style="${CELL}">${escapeHtml(label)}</th><td style="${CELL}">${exact(value)}</td><td style="${CELL}">${escapeHtml(change)}</td></tr>`,
  )
  return `<table style="border-collapse:collapse">${rows.join('')}</table>`
}
