/** A place that may hold something of a person, and the query of the rows that do. */
interface PlaceRows {
  readonly place: string
  readonly table: string
  /** Gives the whole rows, where `located.sql` counts them: the condition is the same text, so that neither finds more than the other. */
  readonly sql: string
}

const BRANCH = /^SELECT '([^']+)'.*\nFROM (\w+)$/m

/** The branches of `located.sql`, each as a query of rows. */
export function placeRows(located: string): PlaceRows[] {
  return located.split(/^UNION ALL$/m).map((branch) => {
    const [head = '', place = '', table = ''] = BRANCH.exec(branch) ?? []
    if (head === '') throw new RangeError(`placeRows requires branches that name a place and a table, got ${branch.slice(0, 80)}`)
    return { place, table, sql: branch.replace(/^SELECT '[^']+'.*$/m, 'SELECT *') }
  })
}
