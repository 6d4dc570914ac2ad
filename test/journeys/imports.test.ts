import { gzipSync } from 'node:zlib'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ContentsResponse } from '../../app/features/contents/contract.ts'
import { HEADER, video } from '../../app/features/imports/testing.ts'
import type { EventsResponse } from '../../app/features/live/contract.ts'
import { findChromium, overflow, seriousFaults } from './browser.ts'
import { type Journey, NARROW, setOut, WIDE } from './journey.ts'

const chromium = findChromium()

describe.skipIf(chromium === undefined)('the page Imports', () => {
  let trill: Journey

  beforeAll(async () => {
    trill = await setOut(chromium ?? '')
    await trill.signIn()
  }, 180_000)
  afterAll(() => trill?.close())

  const form = () => trill.page.locator('form')
  const entry = (name: string) => trill.page.getByRole('listitem').filter({ hasText: name }).first()
  const begin = () => trill.page.getByRole('button', { name: 'Import', exact: true }).click()

  async function hasFocus(field: Locator): Promise<void> {
    const id = await field.getAttribute('id')
    await expect.poll(() => trill.page.evaluate('document.activeElement.id')).toBe(id)
  }

  async function choose(name: string, content: string | Buffer): Promise<void> {
    await trill.page.goto(`${trill.server.url}/imports?workspace=main`)
    await trill.page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor()
    await trill.page.getByLabel('File to import').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) })
    await trill.page.getByLabel('What the file holds', { exact: true }).waitFor()
  }

  async function storedEvents(): Promise<EventsResponse['events']> {
    await trill.server.platform.log.settle(20_000)
    return (await trill.ask<EventsResponse>('/v1/events?workspace_id=main&limit=100')).events
  }

  test('takes a file whose columns are named as the fields without a further word', async () => {
    await choose('plain.csv', 'message_id,type,actor_id,occurred_at\np1,view,ada,2020-01-01T00:00:00Z\n')
    await begin()
    await entry('plain.csv').getByText('Done').waitFor()
    expect((await storedEvents()).map(({ message_id, type }) => [message_id, type])).toEqual([['p1', 'view']])
    const { imports } = await trill.ask<{ imports: { id: string }[] }>('/v1/imports?workspace_id=main')
    expect(imports).toHaveLength(1)
  })

  test('finds encoding and delimiter, and maps any column to any field, a property, or nothing', async () => {
    const content = Buffer.from(
      'nummer;wer;zeitpunkt;Größe;geheim\nm1;ada;2020-01-01 10:00;groß;x\nm2;bob;2020-01-01 11:00;klein;y\n',
      'latin1',
    )
    await choose('deutsch.csv', content)
    await form().getByText('Western (Windows-1252, Latin-1), semicolon between the values').waitFor()
    await form().getByText('groß · klein').waitFor()
    const becomes = (column: string) => trill.page.getByLabel(`What the column ${column} becomes`)
    await becomes('nummer').selectOption('message_id')
    await becomes('zeitpunkt').selectOption('occurred_at')
    expect(await trill.page.getByLabel('How zeitpunkt is written').inputValue()).toBe('utc')
    await becomes('geheim').selectOption('')
    await trill.page.getByLabel('Name of the property for Größe').fill('size')

    await begin()
    await form().getByText('Say what happened, for example view, like or share.').waitFor()
    await form().getByRole('alert').getByText('Nothing says who did it').waitFor()
    const type = trill.page.getByLabel('Value of type')
    expect(await type.getAttribute('aria-invalid')).toBe('true')
    await hasFocus(type)
    expect(await seriousFaults(trill.page)).toEqual([])

    await type.fill('like')
    await becomes('wer').selectOption('actor_id')
    await trill.page.getByRole('button', { name: 'Add a field with a fixed value' }).click()
    await trill.page.getByLabel('Added field', { exact: true }).last().selectOption('content_id')
    await trill.page.getByLabel('Value of content_id').fill('post-{Größe}')
    await begin()
    await entry('deutsch.csv').getByText('Done').waitFor()
    const stored = (await storedEvents()).filter(({ message_id }) => message_id.startsWith('m'))
    expect(stored.map(({ message_id, type, actor_id, content_id }) => [message_id, type, actor_id, content_id]).sort()).toEqual([
      ['m1', 'like', 'ada', 'post-groß'],
      ['m2', 'like', 'bob', 'post-klein'],
    ])
    const { rows } = await trill.ask<{ rows: { properties: string; at: string }[] }>('/v1/query', {
      workspace_id: 'main',
      sql: "SELECT properties, toString(occurred_at) AS at FROM events WHERE message_id = 'm1'",
    })
    expect(rows).toEqual([{ properties: '{"size":"groß"}', at: '2020-01-01 10:00:00.000' }])
  })

  test('asks for the year and takes the names of categories where a trending list needs them', async () => {
    await choose('GBvideos.csv', `${HEADER}\n${video({ id: 'aaaaaaaaaaa', date: '13.09', title: 'From a list' })}\n`)
    expect(await trill.page.getByLabel('What the file holds', { exact: true }).inputValue()).toBe('youtube-trending')
    await begin()
    const year = trill.page.getByLabel('Year of the first row')
    await form().getByText('The dates of this file name no year.').waitFor()
    await hasFocus(year)
    await year.fill('2017')
    const categories = trill.page.getByLabel('File of category names')
    await categories.setInputFiles({ name: 'bad.json', mimeType: 'application/json', buffer: Buffer.from('[]') })
    await form().getByRole('alert').getByText('bad.json: The categories are not of the form').waitFor()
    const names = { items: [{ id: '24', snippet: { title: 'Fun and games' } }] }
    await categories.setInputFiles({ name: 'GB.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(names)) })
    await form().getByText('1 name from GB.json').waitFor()
    expect(await seriousFaults(trill.page)).toEqual([])
    await begin()
    await entry('GBvideos.csv').getByText('Done').waitFor()
    const { items } = await trill.ask<ContentsResponse>('/v1/contents?workspace_id=main&from=2017-09-01&to=2017-09-30')
    expect(items.map(({ title, category }) => [title, category])).toContainEqual(['From a list', 'Fun and games'])
  })

  test('says beside the form what is wrong with a file, what to do, and again in the list', async () => {
    const words = 'type,actor_id\nview,ada\n'
    await choose('other.csv', words)
    await trill.page.getByLabel('What the file holds', { exact: true }).selectOption('youtube-trending')
    await form().getByRole('alert').getByText('its first line lacks the column video_id').waitFor()

    await choose('broken.csv.gz', gzipSync(words.repeat(1000)).subarray(0, 60))
    await begin()
    const fault = form().getByRole('alert')
    await fault.getByText('The gzip data is damaged or cut off').waitFor()
    await fault.getByText('and import the file again').waitFor()
    await entry('broken.csv.gz').getByText('Failed').waitFor()
    await entry('broken.csv.gz').getByText('and import the file again').waitFor()
    expect(await seriousFaults(trill.page)).toEqual([])

    await choose('wide.csv', Buffer.from(`\uFEFF${words}`, 'utf16le'))
    await form().getByText('UTF-16, little-endian, comma between the values').click()
    await trill.page.getByLabel('Encoding').selectOption('utf-8')
    await trill.page.getByLabel('Value of type').fill('view')
    await trill.page
      .getByLabel(/^What the column/)
      .first()
      .selectOption('actor_id')
    await begin()
    await fault.getByText('the file has another encoding, perhaps utf-16le').waitFor()
    await trill.page.getByLabel('Encoding').selectOption('utf-16le')
    await begin()
    await entry('wide.csv').getByText('Done').waitFor()
  })

  test('knows a file that was imported before, and reads it again when asked to', async () => {
    const again = 'message_id,type,actor_id,occurred_at\na1,view,ada,2020-01-01T00:00:00Z\n'
    for (let times = 0; times < 2; times += 1) {
      await choose('again.csv', again)
      await begin()
      if (times === 0) await entry('again.csv').getByText('Done').waitFor()
    }
    await form().getByRole('status').getByText('was imported before, by the same options; nothing changed').waitFor()
    await trill.page.getByRole('button', { name: 'Read it again' }).click()
    const both = trill.page.getByRole('listitem').filter({ hasText: 'again.csv' }).getByText('Done')
    await expect.poll(() => both.count(), { timeout: 15_000 }).toBe(2)
    expect((await storedEvents()).filter(({ message_id }) => message_id === 'a1')).toHaveLength(1)
  })

  test('is used from the keyboard alone', async () => {
    await choose('keys.csv', 'message_id,type,who\nk1,view,ada\n')
    await trill.page.getByRole('button', { name: 'Choose another' }).focus()
    const reached: string[] = []
    for (let steps = 0; steps < 20 && reached.at(-1) !== 'Import'; steps += 1) {
      await trill.page.keyboard.press('Tab')
      const name = 'document.activeElement.ariaLabel ?? document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText'
      reached.push(String(await trill.page.evaluate(name)).trim())
      if (reached.at(-1) === 'What the column who becomes') await trill.page.keyboard.type('actor_id')
    }
    expect(reached.at(-1)).toBe('Import')
    await trill.page.keyboard.press('Enter')
    await entry('keys.csv').getByText('Done').waitFor()
  })

  test('fits a telephone, also in the dark', async () => {
    await trill.page.setViewportSize(NARROW)
    await trill.page.emulateMedia({ colorScheme: 'dark' })
    await choose('narrow.csv', 'a_column_with_a_long_name,type,user_id,time\nsome quite long value that goes on,view,ada,2020-01-01\n')
    await form().locator('summary').click()
    expect(await overflow(trill.page)).toBe(0)
    expect(await seriousFaults(trill.page)).toEqual([])
    await trill.page.emulateMedia({ colorScheme: 'light' })
    await trill.page.setViewportSize(WIDE)
  })

  test('complained of nothing in the browser’s console', () => {
    expect(trill.complaints.filter((text) => !text.includes('400'))).toEqual([])
  })
})
