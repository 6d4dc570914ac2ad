/** Rows that are read at once at most, where many of them are of people who are not listed. */
const READ_MAX = 20_000

/**
 * As many rows behind a place as are wanted, of those that are listed; more are read at once the more are not.
 * @param read Rows behind a place, in order, as many as are asked for.
 */
export async function listedRows<Row, Place>(
  read: (after: Place, rows: number) => Promise<readonly Row[]>,
  { after, wanted, isListed, placeOf }: Listing<Row, Place>,
): Promise<Row[]> {
  const listed: Row[] = []
  let place = after
  for (let some = wanted; listed.length < wanted; some = Math.min(READ_MAX, some * 10)) {
    const rows = await read(place, some)
    listed.push(...rows.filter(isListed))
    const last = rows.at(-1)
    if (last === undefined || rows.length < some) break
    place = placeOf(last)
  }
  return listed.slice(0, wanted)
}

interface Listing<Row, Place> {
  readonly after: Place
  readonly wanted: number
  readonly isListed: (row: Row) => boolean
  readonly placeOf: (row: Row) => Place
}
