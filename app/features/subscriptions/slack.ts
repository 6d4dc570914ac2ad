import { exact } from '../../ui/format.ts'
import { type Message, simulationNotes } from './message.ts'

/** Limits of Slack’s blocks: characters of a header, of a section’s text and of a field; fields of a section. */
const HEADER_MAX = 150
const TEXT_MAX = 3000
const FIELDS_MAX = 10

/** A message in Slack’s blocks, for an incoming webhook. */
export function slackMessage(message: Message, isTest: boolean): object {
  const title = `${isTest ? '[Test] ' : ''}${message.title}`
  const simulated = simulationNotes(message).map((note) => `*${note}*`)
  const text = [...simulated, ...message.summary.map(escaped)].join('\n')
  const posts = message.posts.map(
    ({ title: name, platform, views }, index) => `${index + 1}. ${escaped(name)} (${escaped(platform)}): ${exact(views)} views`,
  )
  return {
    text: escaped(title),
    unfurl_links: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(title, HEADER_MAX), emoji: false } },
      section(text),
      ...fieldsOf(message),
      ...(posts.length === 0 ? [] : [section(`*Most viewed posts*\n${posts.join('\n')}`)]),
      section(`<${message.link}|See it in Trill>`),
    ],
  }
}

function fieldsOf({ figures }: Message): object[] {
  if (figures.length === 0) return []
  const fields = figures
    .slice(0, FIELDS_MAX)
    .map(({ label, value, change }) => ({ type: 'mrkdwn', text: `*${label}*\n${exact(value)} (${change})` }))
  return [{ type: 'section', fields }]
}

function section(text: string): object {
  return { type: 'section', text: { type: 'mrkdwn', text: cut(text, TEXT_MAX) } }
}

/** The three characters that Slack gives a meaning to. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}
