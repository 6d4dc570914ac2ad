/** Reads JSON from a place that anyone may have written to; undefined when it cannot be read. */
export function readJson<T>(json: string | undefined): T | undefined {
  try {
    return JSON.parse(json ?? '')
  } catch {
    return undefined
  }
}
