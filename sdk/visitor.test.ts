import type { EventInput } from '@trill/contract/event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTrill, type TrillOptions } from './index.ts'
import { shareLink } from './share-link.ts'
import { createMapStorage, createPage } from './testing/page.ts'
import { type RecordingServer, startRecordingServer } from './testing/recording-server.ts'

const MINUTE = 60_000

let server: RecordingServer
let time: number

beforeEach(async () => {
  server = await startRecordingServer()
  time = Date.UTC(2025, 0, 1)
})
afterEach(() => server.stop())

function browser(options: Partial<TrillOptions> = {}) {
  return createTrill({ writeKey: 'wk_test', host: server.host, storage: createMapStorage(), now: () => time, ...createPage(), ...options })
}

async function firstEvent(options: Partial<TrillOptions>): Promise<EventInput | undefined> {
  const trill = browser(options)
  trill.track('view')
  await trill.close()
  return server.events().at(-1)
}

describe('a share', () => {
  it('makes a link, and those who come by it carry its message_id into their own shares', async () => {
    const sender = browser()
    const link = sender.share('c1', 'https://site.example/posts/1?lang=de#top')
    await sender.close()
    const [share] = server.events()
    expect(share).toMatchObject({ type: 'share', content_id: 'c1' })
    expect(share).not.toHaveProperty('parent_message_id')
    expect(link).toBe(`https://site.example/posts/1?lang=de&trill_parent=${share?.message_id}#top`)

    const page = createPage(link)
    const receiver = browser(page)
    receiver.track('view', { content_id: 'c1' })
    page.go('/posts/2')
    receiver.page()
    const onward = receiver.share('c1', link)
    await receiver.close()
    const [view, moved, second] = server.events().slice(1)
    for (const event of [view, moved, second]) expect(event).toMatchObject({ parent_message_id: share?.message_id })
    expect(new URL(onward).searchParams.getAll('trill_parent')).toEqual([second?.message_id])
  })

  it('that led to a later page of the visit takes the place of the first', async () => {
    const page = createPage('https://site.example/?trill_parent=s1&utm_source=mail')
    const trill = browser(page)
    trill.track('view')
    page.go('/other?trill_parent=s2')
    trill.page()
    trill.track('like', { parent_message_id: 's9' })
    await trill.close()
    const [view, moved, like] = server.events()
    expect(view).toMatchObject({ parent_message_id: 's1', utm_source: 'mail' })
    expect(moved).toMatchObject({ parent_message_id: 's2', session_id: view?.session_id })
    expect(moved).not.toHaveProperty('utm_source')
    expect(like).toMatchObject({ parent_message_id: 's9' })
  })

  it('lasts over reloads and ends with the visit', async () => {
    const storage = createMapStorage()
    const landed = await firstEvent({ storage, ...createPage('https://site.example/?trill_parent=s1') })
    time += 29 * MINUTE
    const reloaded = await firstEvent({ storage })
    time += 30 * MINUTE
    const returned = await firstEvent({ storage })
    expect(reloaded).toMatchObject({ parent_message_id: 's1', session_id: landed?.session_id })
    expect(returned).not.toHaveProperty('parent_message_id')
    expect(returned?.session_id).not.toBe(landed?.session_id)
    expect(returned?.anonymous_id).toBe(landed?.anonymous_id)
  })

  it.each([
    ['https://a.example/x', 'https://a.example/x?trill_parent=m1'],
    ['https://a.example/?q=a%20b&flag&sig=%2F', 'https://a.example/?q=a%20b&flag&sig=%2F&trill_parent=m1'],
    ['https://a.example/?trill_parent=old&b=2#c', 'https://a.example/?b=2&trill_parent=m1#c'],
    ['/x?y=1', 'https://base.example/x?y=1&trill_parent=m1'],
    ['http://[broken', 'http://[broken'],
  ])('turns %s into %s', (url, link) => {
    expect(shareLink(url, 'm1', 'https://base.example/')).toBe(link)
  })
})

describe('the way a visitor came', () => {
  it('goes with every event of the visit', async () => {
    const tags = 'utm_source=news&utm_medium=email&utm_campaign=may&utm_term=cats&utm_content=top'
    const page = createPage(`https://site.example/?${tags}`, 'https://search.example/results')
    const trill = browser(page)
    trill.track('view')
    page.go('/next')
    trill.page()
    await trill.close()
    const arrival = {
      referrer: 'https://search.example/results',
      utm_source: 'news',
      utm_medium: 'email',
      utm_campaign: 'may',
      utm_term: 'cats',
      utm_content: 'top',
    }
    expect(server.events()).toMatchObject([arrival, arrival])
  })

  it('does not count the site itself as a referrer', async () => {
    expect(await firstEvent(createPage('https://site.example/b', 'https://site.example/a'))).not.toHaveProperty('referrer')
  })

  it('is cut to what the server takes, so that no address can spoil a visit', async () => {
    const tag = encodeURIComponent(`\0${'x'.repeat(255)}😀`)
    const event = await firstEvent(createPage(`https://site.example/?utm_source=${tag}&utm_term=&trill_parent=${'p'.repeat(300)}`))
    expect(event).toMatchObject({ utm_source: 'x'.repeat(255), parent_message_id: 'p'.repeat(128) })
    expect(event).not.toHaveProperty('utm_term')
  })

  it('is kept when the visitor comes back from another site within the visit', async () => {
    const storage = createMapStorage()
    await firstEvent({ storage, ...createPage('https://site.example/?trill_parent=s1', 'https://friend.example/') })
    const event = await firstEvent({ storage, ...createPage('https://site.example/paid', 'https://bank.example/') })
    expect(event).toMatchObject({ parent_message_id: 's1', referrer: 'https://friend.example/' })
  })
})

describe('a visit', () => {
  it('goes on while events come and is renewed after 30 minutes without', async () => {
    const trill = browser()
    for (const pause of [0, 29, 29, 30]) {
      time += pause * MINUTE
      trill.track('view')
    }
    await trill.close()
    const [first, second, third, fourth] = server.events().map((event) => event.session_id)
    expect([second, third]).toEqual([first, first])
    expect(fourth).not.toBe(first)
  })

  it('starts anew when what is stored cannot be read', async () => {
    const storage = createMapStorage()
    storage.setItem('trill:wk_test:visit', '{broken')
    expect((await firstEvent({ storage }))?.session_id).toMatch(/^[0-9a-f-]{36}$/)
  })
})
