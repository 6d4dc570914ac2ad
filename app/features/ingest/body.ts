import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Problem } from '../../platform/http/problem.ts'

const inflate = promisify(gunzip)

/** Limits of Segment’s API, before and after decompression. */
export const SEGMENT_BODY_MAX_BYTES = 500 * 1024
export const BATCH_MAX_EVENTS = 1000
/** Limit of `POST /v1/events`, before and after decompression. */
export const EVENTS_BODY_MAX_BYTES = 10 * 1024 * 1024
/** Most events in one `POST /v1/events`. */
export const EVENTS_MAX = 50_000

/**
 * Decompresses a body when it is gzip.
 * @throws Problem body_too_large as soon as the limit is passed, so that a small bomb cannot fill the memory.
 */
export async function plainBody(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const coding = (encoding ?? 'identity').trim().toLowerCase()
  if (coding === 'identity') return within(body, maxBytes)
  if (coding !== 'gzip')
    throw new Problem('invalid_encoding', `Content-Encoding ${coding.slice(0, 32)} is not supported; send gzip or none`)
  try {
    return await inflate(body, { maxOutputLength: maxBytes })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new Problem('body_too_large', `The decompressed body is larger than ${maxBytes} bytes`)
    throw new Problem('invalid_encoding', 'The body is not valid gzip')
  }
}

function within(body: Buffer, maxBytes: number): Buffer {
  if (body.length > maxBytes) throw new Problem('body_too_large', `The body has ${body.length} bytes; at most ${maxBytes} are taken here`)
  return body
}

/** Lines of NDJSON that are not blank. */
export function ndjsonLines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '')
}
