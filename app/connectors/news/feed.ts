import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { readerOf } from '../answer.ts'
import type { ConnectorFailure } from '../failure.ts'
import { Feed } from './answers.ts'

const LABEL = 'Google News'
const feed = readerOf(LABEL, Feed)
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  htmlEntities: true,
  isArray: (name) => name === 'item',
})

/** The items of an RSS feed. A feed that declares entities of its own is not read: none needs to, and such may grow without end. */
export function readFeed(text: string): { readonly status: 'items'; readonly items: readonly unknown[] } | ConnectorFailure {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text) || XMLValidator.validate(text) !== true)
    return { status: 'unreadable_answer', message: `${LABEL}: the answer is no whole feed`, field: '' }
  const read = feed.read(parser.parse(text) as unknown)
  return read.status === 'read' ? { status: 'items', items: read.value.rss.channel.item ?? [] } : read
}
