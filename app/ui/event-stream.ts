import { useEffect, useRef, useState } from 'react'
import { addressOf, type Parameters } from './client.ts'

export type StreamState = 'connecting' | 'live' | 'reconnecting'

const PATIENCE = 3000

/**
 * Listens to a stream of server-sent events. What arrives within one frame of the screen is handed over together, so
 * that a burst of messages draws once. A stream the server closed is opened again.
 */
export function useEventStream<T>(
  path: string,
  parameters: Parameters,
  event: string,
  onBatch: (batch: readonly T[]) => void,
): StreamState {
  const [state, setState] = useState<StreamState>('connecting')
  const hand = useRef(onBatch)
  hand.current = onBatch
  const address = addressOf(path, parameters)
  useEffect(() => {
    let waiting: T[] = []
    let frame = 0
    let retry: ReturnType<typeof setTimeout> | undefined
    let source: EventSource | undefined
    const flush = () => {
      const batch = waiting
      waiting = []
      frame = 0
      hand.current(batch)
    }
    const open = () => {
      source = new EventSource(address)
      source.onopen = () => setState('live')
      source.onerror = () => {
        setState('reconnecting')
        if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, PATIENCE)
      }
      source.addEventListener(event, ({ data }) => {
        waiting.push(JSON.parse(data) as T)
        frame ||= requestAnimationFrame(flush)
      })
    }
    setState('connecting')
    open()
    return () => {
      source?.close()
      clearTimeout(retry)
      cancelAnimationFrame(frame)
    }
  }, [address, event])
  return state
}
