import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type RecordingServer, startRecordingServer } from '../sdk/testing/recording-server.ts'

let server: RecordingServer

beforeEach(async () => {
  server = await startRecordingServer()
})
afterEach(() => server.stop())

async function run(...settings: string[]): Promise<{ status: number; output: string }> {
  const program = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'node/track.ts'), ...settings])
  const chunks: Buffer[] = []
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  const [status] = await once(program, 'close')
  return { status, output: Buffer.concat(chunks).toString() }
}

describe('examples/node/track.ts', () => {
  it('sends its events and ends', async () => {
    expect(await run(server.host, 'wk_test')).toEqual({ status: 0, output: 'All events were answered.\n' })
    const [identify, view, share, led, purchase] = server.events()
    expect(server.requests).toHaveLength(1)
    expect(identify).toMatchObject({ type: 'identify', actor_id: 'reader-1', properties: { plan: 'pro' } })
    expect(view).toMatchObject({ type: 'view', content_id: 'pencil', platform: 'server' })
    expect(led).toMatchObject({ actor_id: 'reader-2', parent_message_id: share?.message_id })
    expect(purchase).toMatchObject({ message_id: 'order-1001', value: 12.5, currency: 'EUR' })
  })

  it('says what the server refused and fails', async () => {
    server.answer({ status: 401, body: { title: 'Who is asking is not known' } })
    const { status, output } = await run(server.host, 'wk_wrong')
    expect(status).toBe(1)
    expect(output).toContain('5 event(s) not taken (refused)')
  })

  it('says how it is called when called without settings', async () => {
    expect(await run()).toEqual({ status: 2, output: 'Usage: npx tsx examples/node/track.ts <host> <write key>\n' })
  })
})
