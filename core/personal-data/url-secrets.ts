import type { Span } from './kinds.ts'

const USER = /:\/\/([^\s/?#@:"'<>[]{1,128}:[^\s/?#@"'<>]{1,256})@/g
const NAME_MAX = 64
/** What stands where a secret was taken out. */
const MASK = '[url_secret'
const SECRET_NAME =
  /(?:^|[_.-])(?:token|secret|password|passwd|pwd|passphrase|signature|credentials?|jwt|bearer|session[_-]?(?:id|key|token)?|auth|authorization|apikey|(?:api|access|private|secret|auth)[_-]?key|accesstoken|idtoken|refreshtoken|authtoken|sid)$|^(?:phpsessid|jsessionid|sig|x-amz-signature)$/i
/** Names that hold a secret only when it is long: `code=US` is a country. */
const LONG_SECRET_NAME = /^(?:code|key|state|ticket|otp|invite|reset|nonce)$/i

/** User names with passwords, and the values of parameters that are named like a secret, in the addresses of a text. */
export function urlSecretsIn(text: string): Span[] {
  const users = text.includes('@')
    ? [...text.matchAll(USER)].map((match) => {
        const start = match.index + 3
        return { start, end: start + (match[1] as string).length, detail: 'user' }
      })
    : []
  return [...users, ...parametersIn(text)]
}

function parametersIn(text: string): Span[] {
  const spans: Span[] = []
  for (let equals = text.indexOf('='); equals !== -1; equals = text.indexOf('=', equals + 1)) {
    const shortest = shortestSecret(text, equals)
    if (shortest === Infinity) continue
    const start = equals + 1
    let end = start
    while (end < text.length && !isDelimiter(text.charCodeAt(end))) end += 1
    if (end - start >= shortest && !text.startsWith(MASK, start)) spans.push({ start, end, detail: 'parameter' })
    equals = Math.max(end - 1, equals)
  }
  return spans
}

/** From which length on the value behind an = is a secret; Infinity when its name is none. */
function shortestSecret(text: string, equals: number): number {
  let start = equals
  while (start > 0 && equals - start <= NAME_MAX && isName(text.charCodeAt(start - 1))) start -= 1
  const length = equals - start
  if (length < 3 || length > NAME_MAX) return Infinity
  const name = text.slice(start, equals)
  if (SECRET_NAME.test(name)) return 6
  return LONG_SECRET_NAME.test(name) ? 16 : Infinity
}

/** Letters, digits, `_`, `.` and `-`. */
function isName(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 45 || code === 46
  )
}

/** Space, and " # & ' ; < >, which no value of a parameter holds unencoded. */
function isDelimiter(code: number): boolean {
  return code <= 32 || code === 34 || code === 35 || code === 38 || code === 39 || code === 59 || code === 60 || code === 62
}
