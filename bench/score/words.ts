/** Different words of a simulated language. */
const VOCABULARY = 5000

/** So many words for a number, always the same, as an expression of ClickHouse’s. */
export function wordsSql(number: string, count: number): string {
  const hash = `cityHash64(cityHash64(toUInt64(${number}), place) % ${VOCABULARY})`
  return `arrayStringConcat(arrayMap(place -> substring(translate(lower(hex(${hash})), '0123456789', 'ghijklmnop'), 1, 7), range(${count})), ' ')`
}
