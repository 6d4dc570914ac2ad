import { expect, test } from 'vitest'
import type { Answer } from './connection.ts'
import { EventSender } from './event-sender.ts'
import { Failure } from './failure.ts'

const events = (count: number) => Array.from({ length: count }, (_, place) => ({ message_id: `e${place}` }))
const stored = (posted: readonly object[]): Answer => ({
  status: 200,
  text: JSON.stringify({ success: true, accepted: posted.length, rejected: [] }),
})
const problem = (status: number, retryAfter?: string): Answer => ({
  status,
  text: JSON.stringify({ title: `Status ${status}`, detail: 'why', remedy: 'what to do' }),
  retryAfter,
})

/** A sender whose target answers as it is told, then stores; with what was stored and how long it waited before. */
function scripted(answers: (Answer | Error)[], signal = new AbortController().signal, milliseconds = 60_000) {
  const [posts, pauses] = [[] as (readonly object[])[], [] as number[]]
  const post = async (posted: readonly object[]) => {
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    if (answer !== undefined) return answer
    posts.push(posted)
    return stored(posted)
  }
  const waiting = { milliseconds, pause: async (asked: number) => void pauses.push(asked) }
  return { sender: new EventSender({ name: 'there', post }, signal, waiting), posts, pauses }
}

test('events go in full requests in their order, the rest at the end', async () => {
  const { sender, posts } = scripted([])
  const all = events(11_000)
  for (let from = 0; from < 11_000; from += 700) await sender.write(all.slice(from, from + 700))
  await sender.finish()
  expect(posts.map(({ length }) => length)).toEqual([5000, 5000, 1000])
  expect(posts.flat()).toEqual(all)
  expect(sender.sent).toEqual({ accepted: 11_000, suppressed: 0, rejected: 0 })
})

test('what was not acknowledged is sent again, after what the server asks for', async () => {
  const away = new Failure({ title: 'No server answers', detail: '', remedy: '' })
  const { sender, posts, pauses } = scripted([problem(429, '7'), problem(503), away])
  await sender.write(events(5000))
  expect(posts.map(({ length }) => length)).toEqual([5000])
  expect(pauses).toHaveLength(3)
  expect(pauses[0]).toBeGreaterThanOrEqual(7000)
  expect(pauses[1]).toBeLessThan(1000)
  expect(sender.sent.accepted).toBe(5000)
})

test('a refusal that waiting does not change ends it at once, another one after some time', async () => {
  const forbidden = scripted([problem(403)])
  await expect(forbidden.sender.write(events(5000))).rejects.toThrow('Status 403: why')
  expect(forbidden.pauses).toEqual([])
  await expect(scripted([problem(503), problem(503)], undefined, -1).sender.write(events(5000))).rejects.toThrow('Status 503: why')
})

test('an interruption ends it after the request that is under way', async () => {
  const control = new AbortController()
  const { sender, posts } = scripted([], control.signal)
  await sender.write(events(6000))
  control.abort()
  await sender.write(events(6000))
  await sender.finish()
  expect(posts.map(({ length }) => length)).toEqual([5000])
})
