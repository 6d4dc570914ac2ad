import type { Span } from './kinds.ts'

const IPV4 = /(?<![\w.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?!\.?\w)/g
const IPV6 = /(?<![\w:.])[\da-fA-F:.]{6,46}(?![\w:])/g
/** `Chrome/120.0.0.0` and `version 1.2.3.4` have the form of an address. */
const PRODUCT_BEFORE = /(?:\w\/|\b(?:v|ver|version|build|release|rev)\.?:? ?)$/i

/** IPv4 addresses of a text. Those that are nobody’s, 0.x and 255.255.255.255, and version numbers are left out. */
export function ipv4In(text: string): Span[] {
  return [...text.matchAll(IPV4)].flatMap((match) => {
    const octets = match.slice(1).map(Number)
    const real = octets.every((octet) => octet <= 255) && octets[0] !== 0 && octets.some((octet) => octet !== 255)
    if (!real || PRODUCT_BEFORE.test(text.slice(Math.max(match.index - 9, 0), match.index))) return []
    return [{ start: match.index, end: match.index + match[0].length, detail: 'ipv4' }]
  })
}

/** IPv6 addresses of a text with at least three groups written out. @see RFC 4291, section 2.2. */
export function ipv6In(text: string): Span[] {
  return [...text.matchAll(IPV6)].flatMap((match) => {
    const address = match[0].replace(/[.:]$/, '')
    return isIpv6(address) ? [{ start: match.index, end: match.index + address.length, detail: 'ipv6' }] : []
  })
}

function isIpv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2 || !/\d/.test(text)) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const tail = groups.at(-1) ?? ''
  const mapped = tail.includes('.')
  if (mapped && !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(tail)) return false
  const written = mapped ? groups.slice(0, -1) : groups
  const size = written.length + (mapped ? 2 : 0)
  return written.every((group) => /^[\da-f]{1,4}$/i.test(group)) && (halves.length === 2 ? size >= 3 && size < 8 : size === 8)
}
