const PROPER = /^(UTC|[A-Z][\w+-]*(\/[A-Z][\w+-]*)+|[A-Z]{3}([A-Z0-9]+)?)$/

/**
 * The name of a time zone as ClickHouse knows it too: `europe/madrid` gives `Europe/Madrid`.
 * Undefined for what is no IANA name, offsets such as `+01:00` included.
 */
export function timeZoneName(name: string): string | undefined {
  const listed = Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === name.toLowerCase())
  if (listed !== undefined) return listed
  return PROPER.test(name) && isKnown(name) ? name : undefined
}

/** Older names of a zone are not in the list, yet known. */
function isKnown(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
