import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PlatformServer, startPlatformServer } from '../../app/connectors/platform-server.ts'
import type { ConnectionsResponse } from '../../app/features/connections/contract.ts'
import { connectorsAt, keylessPlatforms } from '../../app/features/connections/testing.ts'
import { findChromium, seriousFaults } from './browser.ts'
import { type Journey, looksWell, setOut } from './journey.ts'

const chromium = findChromium()

describe.skipIf(chromium === undefined)('the page Connections', () => {
  let trill: Journey
  let platforms: PlatformServer

  beforeAll(async () => {
    platforms = await startPlatformServer(keylessPlatforms)
    const settings = { TRILL_OUTGOING_ALLOW: '127.0.0.1' }
    trill = await setOut(chromium ?? '', settings, { connectorKinds: connectorsAt(platforms.url) })
    await trill.signIn()
    await trill.page.goto(`${trill.server.url}/connections?workspace=main`)
  }, 180_000)
  afterAll(async () => {
    await trill?.close()
    await platforms?.close()
  })

  const button = (name: string) => trill.page.getByRole('button', { name, exact: true })
  const entry = (name: string) =>
    trill.page.getByRole('listitem').filter({ has: trill.page.getByRole('heading', { name, level: 3, exact: true }) })
  const state = async (platform: string) => {
    const { platforms: all } = await trill.ask<ConnectionsResponse>('/v1/connections?workspace_id=main')
    return all.find((one) => one.platform === platform)
  }

  test('says that nothing can be reached where there is no way out, and connects nothing', async () => {
    platforms.fault = () => ({ status: 503, body: '' })
    await button('Get public posts').click()
    const said = trill.page.getByRole('alert')
    await said.getByText('None of Bluesky, Mastodon, Hacker News, Google News can be reached from here').waitFor()
    await said.getByText('Check the network of the machine').waitFor()
    expect((await state('bluesky'))?.connection).toBeNull()
    expect(await seriousFaults(trill.page)).toEqual([])
    platforms.fault = undefined
  })

  test('brings real posts from nothing by one button', async () => {
    await trill.page.getByLabel('Topics or hashtags').fill('measure, #tide')
    await button('Get public posts').click()
    await trill.page.getByRole('link', { name: 'A small database that fits into one file' }).waitFor()
    for (const name of ['Bluesky', 'Mastodon', 'Hacker News', 'News']) await entry(name).getByText('Up to date').waitFor()
    await entry('Mastodon').getByText('Hashtag: tide').waitFor()
    await entry('News').getByText('of 100').waitFor()
    await looksWell(trill, 'connections')
  })

  test('tries a connection, and changes what is read', async () => {
    await button('Change the connection of Hacker News').click()
    const dialog = trill.page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Test connection' }).click()
    await dialog.getByText('Hacker News answers').waitFor()
    await dialog.getByRole('button', { name: 'Add a source' }).click()
    await dialog.getByLabel('Kind of source 4').selectOption('list')
    await dialog.getByLabel('Source 4', { exact: true }).fill('worst')
    await dialog.getByLabel('Posts are events, too').check()
    expect(await seriousFaults(trill.page)).toEqual([])
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    await entry('Hacker News').getByText('and no list “worst”').waitFor()
    await entry('Hacker News').getByText('List: worst').waitFor()
    await entry('Hacker News').getByText('New events at the last sync').waitFor()
    expect((await state('hackernews'))?.connection?.as_events).toBe(true)
  })

  test('shows how far reading is, and stops it', async () => {
    platforms.fault = () => ({ lateMilliseconds: 30_000 })
    await button('Sync now: Mastodon').click()
    await trill.page.getByRole('progressbar', { name: 'Reading Mastodon' }).waitFor()
    await button('Stop reading Mastodon').click()
    await entry('Mastodon').getByText('Stopped').waitFor()
    platforms.fault = undefined
    await button('Sync now: Mastodon').click()
    await entry('Mastodon').getByText('Up to date').waitFor()
  })

  test('takes credentials, and never shows a secret again', async () => {
    platforms.fault = ({ path }) => (path.includes('createSession') ? { body: '{"accessJwt":"token"}' } : undefined)
    await button('Change the connection of Bluesky').click()
    const dialog = trill.page.getByRole('dialog')
    await dialog.getByLabel('Handle').fill('ines.example')
    await dialog.getByLabel('App password').fill('four-word-app-pass')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    await button('Change the connection of Bluesky').click()
    expect(await dialog.getByLabel('App password').inputValue()).toBe('')
    expect(await dialog.getByLabel('App password').getAttribute('placeholder')).toContain('Stored')
    expect(await trill.page.content()).not.toContain('four-word-app-pass')
    await trill.page.keyboard.press('Escape')
    platforms.fault = undefined
  })

  test('says what stays before it disconnects', async () => {
    await button('Disconnect Hacker News').click()
    const dialog = trill.page.getByRole('dialog')
    await dialog.getByText('and their counters stay where they are').waitFor()
    await dialog.getByRole('button', { name: 'Disconnect' }).click()
    await button('Connect Hacker News').waitFor()
    expect(await state('hackernews')).toMatchObject({ connection: null, stored_posts: 1 })
  })

  test('complained of nothing in the browser’s console', () => {
    expect(trill.complaints.filter((text) => !/50[23]/.test(text))).toEqual([])
  })
})
