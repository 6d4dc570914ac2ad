import { createTrill } from '@trill/sdk'

const [host, writeKey] = process.argv.slice(2)
if (host === undefined || writeKey === undefined) {
  console.error('Usage: npx tsx examples/node/track.ts <host> <write key>')
  process.exit(2)
}

const trill = createTrill({
  host,
  writeKey,
  defaults: { platform: 'server' },
  onError: (drop) => {
    console.error(`${drop.messageIds.length} event(s) not taken (${drop.reason})`, drop.answer ?? '')
    process.exitCode = 1
  },
})

trill.identify('reader-1', { plan: 'pro' })
trill.track('view', { actor_id: 'reader-1', content_id: 'pencil' })
const shareId = trill.track('share', { actor_id: 'reader-1', content_id: 'pencil' })
trill.track('view', { actor_id: 'reader-2', content_id: 'pencil', parent_message_id: shareId })
trill.track('purchase', { actor_id: 'reader-2', content_id: 'pencil', value: 12.5, currency: 'EUR', message_id: 'order-1001' })

const left = await trill.close()
if (left === 0) console.log('All events were answered.')
