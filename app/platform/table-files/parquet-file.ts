import type { Cell } from '@trill/core/tabular/raw-table'
import { UnusableTable } from '@trill/core/tabular/unusable-table'
import { asyncBufferFromFile, type FileMetaData, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const DAY_MILLISECONDS = 86_400_000

/** Times become milliseconds since 1970, as times in texts do. */
const PARSERS = {
  timestampFromMilliseconds: Number,
  timestampFromMicroseconds: (micros: bigint) => Number(micros) / 1e3,
  timestampFromNanoseconds: (nanos: bigint) => Number(nanos) / 1e6,
  dateFromDays: (days: number) => days * DAY_MILLISECONDS,
}

/** A file of columns, read one group of rows after the other. */
export interface ParquetFile {
  readonly names: readonly string[]
  readonly rows: number
  /** Calls back with each column of each group, all columns of a group before the next one. */
  groups(): AsyncGenerator<{ readonly rows: number; readonly columns: ReadonlyMap<string, ArrayLike<Cell>> }>
}

/** @throws UnusableTable when the file is no Parquet, or damaged. */
export async function openParquet(path: string): Promise<ParquetFile> {
  const file = await asyncBufferFromFile(path)
  const metadata = await orUnusable(path, () => parquetMetadataAsync(file, { parsers: PARSERS }))
  const names = parquetSchema(metadata).children.map(({ element }) => element.name)
  return {
    names,
    rows: Number(metadata.num_rows),
    async *groups() {
      let rowStart = 0
      for (const rows of rowsOfGroups(metadata)) {
        const pieces = new Map<string, ArrayLike<unknown>[]>()
        await orUnusable(path, () =>
          parquetRead({
            file,
            metadata,
            compressors,
            parsers: PARSERS,
            rowStart,
            rowEnd: rowStart + rows,
            onChunk: ({ columnName, columnData }) => {
              pieces.set(columnName, [...(pieces.get(columnName) ?? []), columnData])
            },
          }),
        )
        yield { rows, columns: new Map(names.map((name) => [name, cellsOf(pieces.get(name) ?? [])])) }
        rowStart += rows
      }
    },
  }
}

function rowsOfGroups({ row_groups }: FileMetaData): number[] {
  return row_groups.map(({ num_rows }) => Number(num_rows))
}

/** Numbers stay in the array they came in. */
function cellsOf(pieces: readonly ArrayLike<unknown>[]): ArrayLike<Cell> {
  const [first = []] = pieces
  if (pieces.length === 1 && ArrayBuffer.isView(first)) return first as unknown as ArrayLike<number>
  return pieces.flatMap((piece) => Array.from(piece, cellOf))
}

function cellOf(value: unknown): Cell {
  if (typeof value !== 'object' || value === null) return value as Cell
  return value instanceof Date ? value.getTime() : JSON.stringify(value)
}

async function orUnusable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== undefined) throw error
    throw new UnusableTable(
      `The file ${path} cannot be read as Parquet: ${message}.`,
      'Fetch or write it again; it may be cut off, or another format under that name.',
    )
  }
}
