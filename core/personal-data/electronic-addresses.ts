import type { Span } from './kinds.ts'

const LOCAL_MAX = 64
const DOMAIN_MAX = 253
const HANDLE_MAX = 30
/** `icon@2x.png` has the form of an address. */
const FILE_ENDING = /\.(?:png|jpe?g|gif|svg|webp|avif|css|m?js|json|html?)$/i
const DOMAIN =
  /^(?:[a-z\d\u00a1-\uffff](?:[a-z\d\u00a1-\uffff-]{0,61}[a-z\d\u00a1-\uffff])?\.)+(?:[a-z\u00a1-\uffff]{2,63}|xn--[a-z\d-]{2,59})$/i

/**
 * E-mail addresses of a text: from each @ outwards, at most 64 characters before it and 253 behind, so that a text full of them
 * takes no longer than its length. Git’s remotes (`git@host:path`), quoted local parts and addresses at a bare host name are left out.
 * @see RFC 5321, section 4.5.3.1; RFC 6531 for letters beyond ASCII.
 */
export function emailsIn(text: string): Span[] {
  const spans: Span[] = []
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at)
    const end = domainEnd(text, at)
    if (start === at || text.charAt(start - 1) === '@' || end - at > DOMAIN_MAX) continue
    const domain = text.slice(at + 1, end)
    const remote = text.startsWith('git@', start) && text.charAt(end) === ':'
    if (DOMAIN.test(domain) && !FILE_ENDING.test(domain) && !remote) spans.push({ start, end, detail: 'email' })
  }
  return spans
}

/** Handles of a text: `@name`, `@name@server`. At least two characters, one of them a letter. Package scopes are left out. */
export function handlesIn(text: string): Span[] {
  const spans: Span[] = []
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    if (at > 0 && isWord(text.charCodeAt(at - 1))) continue
    const name = /^[\w.]{2,31}/.exec(text.slice(at + 1, at + 2 + HANDLE_MAX))?.[0].replace(/\.+$/, '') ?? ''
    const end = at + 1 + name.length
    const scope = text.charAt(end) === '/' && isWord(text.charCodeAt(end + 1))
    if (name.length < 2 || name.length > HANDLE_MAX || !/[a-z]/i.test(name) || /^\d/.test(name) || scope) continue
    const server = text.charAt(end) === '@' ? domainEnd(text, end) : end
    const federated = server > end && DOMAIN.test(text.slice(end + 1, server))
    spans.push({ start: at, end: federated ? server : end, detail: federated ? 'federated' : 'handle' })
  }
  return spans
}

function localStart(text: string, at: number): number {
  let start = at
  while (start > 0 && at - start < LOCAL_MAX && isLocal(text.charCodeAt(start - 1))) start -= 1
  while (start < at && /[.'%+-]/.test(text.charAt(start))) start += 1
  return text.charAt(at - 1) === '.' ? at : start
}

function domainEnd(text: string, at: number): number {
  let end = at + 1
  while (end < text.length && end - at <= DOMAIN_MAX + 1 && isDomain(text.charCodeAt(end))) end += 1
  while (end > at + 1 && /[.-]/.test(text.charAt(end - 1))) end -= 1
  return end
}

/** Digits, letters, `_`, and everything beyond Latin punctuation. */
function isWord(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    code === 95 ||
    (code >= 97 && code <= 122) ||
    (code >= 0xc0 && !isSpaceOrSign(code))
  )
}

function isLocal(code: number): boolean {
  return isWord(code) || code === 46 || code === 45 || code === 43 || code === 37 || code === 39
}

function isDomain(code: number): boolean {
  return (isWord(code) && code !== 95) || code === 46 || code === 45
}

/** General punctuation, ideographic punctuation and full-width forms: they end a word. */
function isSpaceOrSign(code: number): boolean {
  return (code >= 0x2000 && code <= 0x2bff) || (code >= 0x3000 && code <= 0x303f) || (code >= 0xd800 && code <= 0xdfff) || code >= 0xfe00
}
