/** Rows of a person’s SELECT, by column. */
export interface NamedRows {
  /** In the order of the SELECT, also where there is no row. */
  readonly columns: readonly string[]
  readonly rows: readonly Record<string, unknown>[]
}

/** Where integers of 64 bits and more stand in the values of a column; undefined where none do. */
type Shape =
  | { readonly kind: 'integer' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'map'; readonly of: Shape }
  | { readonly kind: 'parts'; readonly of: readonly (readonly [string, Shape | undefined])[] }

const WRAPPED = /^(Nullable|LowCardinality|Array|Map|Tuple|Nested|SimpleAggregateFunction)\(([\s\S]*)\)$/

/**
 * Reads an answer in the format JSONCompactEachRowWithNamesAndTypes whose wide integers are quoted. They become numbers, but for
 * the columns in which one is beyond ±(2^53 − 1): there all stay text, for a number would not hold them.
 */
export function readNamedRows([names = [], types = [], ...rows]: readonly (readonly unknown[])[]): NamedRows {
  const columns = names.map(String)
  const read = columns.map((_, index) => {
    const shape = shapeOf(String(types[index]))
    if (shape === undefined || rows.some((row) => holdsUnsafe(shape, row[index]))) return (value: unknown) => value
    return (value: unknown) => changeIntegers(shape, value, Number)
  })
  return { columns, rows: rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, read[index]?.(row[index])]))) }
}

function shapeOf(type: string): Shape | undefined {
  if (/^U?Int(64|128|256)$/.test(type)) return { kind: 'integer' }
  const [, name = '', inner = ''] = WRAPPED.exec(type) ?? []
  const parts = splitTypes(inner)
  if (name === 'Nullable' || name === 'LowCardinality') return shapeOf(inner)
  if (name === 'SimpleAggregateFunction') return shapeOf(parts[1] ?? '')
  if (name === 'Array') return wrap('list', shapeOf(inner))
  if (name === 'Map') return wrap('map', shapeOf(parts[1] ?? ''))
  if (name === 'Nested') return wrap('list', partsOf(parts))
  return name === 'Tuple' ? partsOf(parts) : undefined
}

function wrap(kind: 'list' | 'map', of: Shape | undefined): Shape | undefined {
  return of === undefined ? undefined : { kind, of }
}

function partsOf(parts: readonly string[]): Shape | undefined {
  const of = parts.map((part, index) => {
    const [, name = String(index), type = part] = /^(\w+|`(?:[^`\\]|\\.)*`) ([\s\S]+)$/.exec(part) ?? []
    return [name.replace(/^`|`$/g, '').replace(/\\(.)/g, '$1'), shapeOf(type)] as const
  })
  return of.some(([, shape]) => shape !== undefined) ? { kind: 'parts', of } : undefined
}

/** Splits at the commas that are in no brackets and no quotes. */
function splitTypes(list: string): string[] {
  const parts = ['']
  let depth = 0
  for (const [token] of list.matchAll(/'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|[\s\S]/g)) {
    depth += token === '(' ? 1 : token === ')' ? -1 : 0
    if (token === ',' && depth === 0) parts.push('')
    else parts.push((parts.pop() ?? '') + token)
  }
  return parts.map((part) => part.trim())
}

function holdsUnsafe(shape: Shape, value: unknown): boolean {
  let unsafe = false
  changeIntegers(shape, value, (text) => {
    unsafe ||= !Number.isSafeInteger(Number(text))
  })
  return unsafe
}

function changeIntegers(shape: Shape | undefined, value: unknown, change: (text: string) => unknown): unknown {
  if (shape === undefined || value === null || value === undefined) return value
  if (shape.kind === 'integer') return change(String(value))
  if (shape.kind === 'list') return (value as unknown[]).map((item) => changeIntegers(shape.of, item, change))
  if (shape.kind === 'map')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, changeIntegers(shape.of, item, change)]))
  if (Array.isArray(value)) return value.map((item, index) => changeIntegers(shape.of[index]?.[1], item, change))
  const shapes = new Map(shape.of)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, changeIntegers(shapes.get(key), item, change)]))
}
