import { Type } from 'typebox'
import { maybe, parseJson, readerOf } from './answer.ts'
import type { Answer, Unsuccessful } from './client.ts'
import type { OpenConnection } from './connector.ts'
import type { ConnectorFailure } from './failure.ts'
import type { ReadRequest } from './pages.ts'

/** The version whose fields are read; Meta keeps each for about two years. */
export const GRAPH_API = 'https://graph.facebook.com/v23.0'

/** Pages of the Graph API. */
export const GraphPage = Type.Object({
  data: Type.Array(Type.Unknown()),
  paging: maybe(Type.Object({ cursors: maybe(Type.Object({ after: maybe(Type.String()) })), next: maybe(Type.String()) })),
})

const ErrorAnswer = Type.Object({
  error: Type.Object({ code: Type.Integer(), error_subcode: maybe(Type.Integer()), message: maybe(Type.String()) }),
})

/** Codes of Meta: limits of an app, a user, a page, a business; too much work; custom limits. */
const TOO_OFTEN = new Set([4, 17, 32, 613, 80_000, 80_001, 80_002, 80_003, 80_004, 80_005, 80_006, 80_008, 80_009, 80_014])
const BROKEN_TOKEN = new Set([102, 190, 463, 467])
const NOT_THERE = new Set([24, 803, 110, 2_207_013])

/** Asks with the token in a header, so that no address that is logged holds it. */
export function askGraph(
  { client, credentials, baseAddress }: OpenConnection,
  label: string,
  path: string,
  query: Readonly<Record<string, string>>,
  { patienceSeconds, signal }: Partial<ReadRequest>,
): Promise<Answer | ConnectorFailure> {
  const address = new URL(`${baseAddress}${path}`)
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
  const headers = { authorization: `Bearer ${credentials.accessToken ?? ''}` }
  return client.ask({ address, headers, patienceSeconds, signal, explain: (answer) => graphFailure(answer, label) })
}

/** Meta says with a code of its own what is wrong; the HTTP status is mostly 400. */
export function graphFailure({ httpStatus, text, retryAfterSeconds, headers }: Unsuccessful, label: string): ConnectorFailure | undefined {
  const error = errorIn(text, label)
  if (error === undefined) return undefined
  const { code, error_subcode } = error
  const said = `${label} answered ${httpStatus} with the code ${code}`
  if (TOO_OFTEN.has(code))
    return { status: 'rate_limited', message: `${said}: too many requests`, retryAfterSeconds: regainSeconds(headers) ?? retryAfterSeconds }
  if (BROKEN_TOKEN.has(code)) return { status: 'unauthorised', message: `${said}: the access token is wrong or has expired` }
  if (
    code === 10 ||
    (code >= 200 && code <= 299) ||
    (code === 100 && /permission|access requires|appsecret|app secret/i.test(error.message ?? ''))
  )
    return { status: 'forbidden', message: `${said}: the access token does not allow this` }
  if (NOT_THERE.has(code) || (code === 100 && error_subcode === 33))
    return { status: 'not_found', message: `${said}: this is not there, or not public` }
  if (code === 1 || code === 2) return { status: 'platform_failed', message: `${said}: it has a fault of its own` }
  return undefined
}

/** Minutes until a business may ask again, in the JSON of a header. */
function regainSeconds(headers: Headers): number | undefined {
  const minutes = [...(headers.get('x-business-use-case-usage') ?? '').matchAll(/"estimated_time_to_regain_access":\s*(\d+)/g)].map(
    ([, text]) => Number(text),
  )
  const longest = Math.max(0, ...minutes)
  return longest > 0 ? longest * 60 : undefined
}

function errorIn(text: string, label: string) {
  try {
    const read = readerOf(label, ErrorAnswer).read(parseJson(text))
    return read.status === 'read' ? read.value.error : undefined
  } catch {
    return undefined
  }
}

/** `2026-03-02T08:00:00+0000` in milliseconds since 1970. */
export function graphTime(text: string): number {
  return Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
}
