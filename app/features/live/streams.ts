import type { ServerResponse } from 'node:http'
import type { LiveEvent } from '../../platform/live/tap.ts'
import type { Platform } from '../../platform/platform.ts'
import { add, messageOf, NOTHING_SINCE, type Since, tickOf } from './live.ts'

/** Streams open at once on this server. */
export const STREAMS_MAX = 200
const TICK_MILLISECONDS = 1000
/** A comment is sent every so many ticks, for proxies that count only what is no message. */
const HEARTBEAT_TICKS = 15
/** A reader that leaves so much unread is let go; its browser connects again. */
const UNREAD_MAX_BYTES = 256 * 1024

interface Channel {
  readonly streams: Set<ServerResponse>
  readonly unsubscribe: () => void
  since: Since
}

type Sources = Pick<Platform, 'live' | 'log' | 'now'>

/** The open streams: one sum for each watched workspace, one timer for all. */
export class LiveStreams {
  readonly #sources: Sources
  readonly #channels = new Map<string, Channel>()
  #timer: NodeJS.Timeout | undefined
  #tickedAt = 0
  #ticks = 0
  #size = 0

  constructor(sources: Sources) {
    this.#sources = sources
  }

  get isFull(): boolean {
    return this.#size >= STREAMS_MAX
  }

  /** Sends a first tick with `latest`, then one each second until either side closes. Headers are sent already. */
  add(workspaceId: string, stream: ServerResponse, latest: readonly LiveEvent[]): void {
    const channel = this.#channels.get(workspaceId) ?? this.#openChannel(workspaceId)
    channel.streams.add(stream)
    this.#size += 1
    stream.once('close', () => this.#remove(workspaceId, channel, stream))
    stream.write(`retry: 2000\n\n${this.#message(workspaceId, { ...NOTHING_SINCE, latest }, 0)}`)
    if (this.#timer !== undefined) return
    this.#tickedAt = performance.now()
    this.#timer = setInterval(() => this.#tick(), TICK_MILLISECONDS)
  }

  /** Ends every stream; browsers connect again by themselves. */
  close(): void {
    for (const { streams } of this.#channels.values()) for (const stream of streams) stream.end()
  }

  #openChannel(workspaceId: string): Channel {
    const channel: Channel = {
      streams: new Set(),
      since: NOTHING_SINCE,
      unsubscribe: this.#sources.live.subscribe(workspaceId, (batch) => {
        channel.since = add(channel.since, batch)
      }),
    }
    this.#channels.set(workspaceId, channel)
    return channel
  }

  #remove(workspaceId: string, channel: Channel, stream: ServerResponse): void {
    channel.streams.delete(stream)
    this.#size -= 1
    if (channel.streams.size > 0) return
    channel.unsubscribe()
    this.#channels.delete(workspaceId)
    if (this.#channels.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #tick(): void {
    const now = performance.now()
    const seconds = (now - this.#tickedAt) / 1000
    this.#tickedAt = now
    this.#ticks += 1
    const heartbeat = this.#ticks % HEARTBEAT_TICKS === 0 ? ': alive\n\n' : ''
    for (const [workspaceId, channel] of this.#channels) {
      const text = heartbeat + this.#message(workspaceId, channel.since, seconds)
      channel.since = NOTHING_SINCE
      for (const stream of channel.streams) {
        if (stream.writableLength > UNREAD_MAX_BYTES) stream.destroy()
        else stream.write(text)
      }
    }
  }

  #message(workspaceId: string, since: Since, seconds: number): string {
    const { live, log, now } = this.#sources
    return messageOf(tickOf(since, { now: now(), seconds, backlogEvents: log.state().pendingEvents, refused: live.refused(workspaceId) }))
  }
}
