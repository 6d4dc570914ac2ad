/** Groups of digits with separators between them, as cards and telephone numbers are written. */
export interface DigitGroups {
  readonly text: string
  readonly start: number
  /** Where each group begins, in the whole text. */
  readonly starts: readonly number[]
  /** Where each group ends. */
  readonly ends: readonly number[]
  readonly groups: readonly string[]
}

/** Seven to 32 digits, at most two separators between any two. Never inside a word, a decimal or a code like `AB-1234567`. */
const CANDIDATE = /(?<![\w.]|\w-)\+?\(?\+?\d(?:[ .\-/()\u00a0\u202f]{0,2}\d){6,31}(?!\w)/g
const GROUP = /\d+/g

/** Every number of a text that is long enough to be personal. Linear in the length of the text. */
export function digitGroupsIn(text: string): DigitGroups[] {
  return [...text.matchAll(CANDIDATE)].map((match) => {
    const groups = [...match[0].matchAll(GROUP)]
    const starts = groups.map(({ index }) => match.index + index)
    return {
      text: match[0],
      start: match.index,
      starts,
      ends: groups.map(([group], i) => (starts[i] as number) + group.length),
      groups: groups.map(([group]) => group),
    }
  })
}

/** Whether the number begins like a date: `2026-11-21`, `21.11.2026`. */
export function looksLikeDate(number: string): boolean {
  return /^(?:(?:19|20)\d\d([-./])(?:0?\d|1[0-2])\1[0-3]?\d|[0-3]?\d([-./])[01]?\d\2(?:19|20)\d\d)(?!\d)/.test(number)
}
