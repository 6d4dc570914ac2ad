import type { Span } from './kinds.ts'

/** Never within a longer list of decimals: that is a vector. */
const PAIR =
  /(?<![\w.]|\.\d{1,15},? ?)([-+\u2212]?\d{1,2}\.\d{3,15})(?:°? ?[NS][,;/ ] ?|°? ?[,;/] ?)([-+\u2212]?\d{1,3}\.\d{3,15})(?!\.?\d|,? ?[-+]?\d{1,3}\.\d)(?:°? ?[EWO](?![a-z]))?/g
const LABELLED = /\blat(?:itude)?\b["']? ?[=: ] ?["']?([-+]?\d{1,2}\.\d{3,15})[^\d\n]{1,20}?([-+]?\d{1,3}\.\d{3,15})(?!\.?\d)/gi
const LATITUDE = /^(?:lat|latitude)$/i
const LONGITUDE = /^(?:lon|lng|long|longitude)$/i

/** Latitudes and longitudes that stand together in a text, with three decimals (about 100 m) or more. */
export function coordinatesIn(text: string): Span[] {
  return [...text.matchAll(LABELLED), ...text.matchAll(PAIR)].flatMap((match) => {
    const [latitude, longitude] = [toNumber(match[1]), toNumber(match[2])]
    const onEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
    return onEarth && !isAtSea(latitude, longitude) ? [{ start: match.index, end: match.index + match[0].length, detail: 'pair' }] : []
  })
}

/** The names of two properties that hold a precise latitude and longitude, as numbers or as text; null when there are none. */
export function coordinateKeys(object: Readonly<Record<string, unknown>>): [latitude: string, longitude: string] | null {
  let latitude: string | undefined
  let longitude: string | undefined
  for (const key in object) {
    if (key.length > 9 || key.length < 3 || (key.charCodeAt(0) | 32) !== 108) continue
    if (LATITUDE.test(key)) latitude ??= key
    else if (LONGITUDE.test(key)) longitude ??= key
  }
  if (latitude === undefined || longitude === undefined) return null
  return isPrecise(object[latitude], 90) && isPrecise(object[longitude], 180) ? [latitude, longitude] : null
}

/** Within a degree of 0° 0°, in the Gulf of Guinea, nobody lives, but probabilities and shares do. */
function isAtSea(latitude: number, longitude: number): boolean {
  return Math.abs(latitude) < 1 && Math.abs(longitude) < 1
}

function isPrecise(value: unknown, limit: number): boolean {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.length < 32 ? Number(value.trim() || 'x') : Number.NaN
  return Math.abs(number) <= limit && Math.abs(number * 100 - Math.round(number * 100)) > 1e-6
}

function toNumber(text = ''): number {
  return Number(text.replace('\u2212', '-'))
}
