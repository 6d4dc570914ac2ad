import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { firstText, type RawColumn, type RawTable, requireColumn, requireFinite, textAt } from '@trill/core/tabular/raw-table'
import { quoted, UnusableTable } from '@trill/core/tabular/unusable-table'
import { Failure } from './failure.ts'
import { requireFile } from './input-file.ts'
import type { PredictedPiece, RowModel } from './row-model.ts'

/** Packages that run such models, the one that installs everywhere first. Neither is part of Trill: they are larger than all the rest. */
const RUNTIMES = ['onnxruntime-web', 'onnxruntime-node']
const INSTALL = 'npm install onnxruntime-web@1.30.0 --ignore-scripts'

/** What is used of the runtime. */
interface Runtime {
  readonly InferenceSession: { create(path: string): Promise<OnnxSession> }
  readonly Tensor: new (
    type: string,
    data: Float32Array | Float64Array | BigInt64Array | Int32Array | string[],
    dims: readonly number[],
  ) => OnnxTensor
  readonly env: { readonly wasm?: { numThreads?: number } }
}

interface OnnxSession {
  readonly inputMetadata: readonly OnnxValue[]
  readonly outputMetadata: readonly OnnxValue[]
  run(feeds: Readonly<Record<string, OnnxTensor>>, fetches: readonly string[]): Promise<Readonly<Record<string, OnnxTensor>>>
  release(): Promise<void>
}

interface OnnxValue {
  readonly name: string
  readonly isTensor: boolean
  readonly type?: string
  readonly shape?: readonly (number | string)[]
}

interface OnnxTensor {
  readonly data: ArrayLike<number | bigint | string | boolean>
  readonly dims: readonly number[]
}

/**
 * A model that somebody brings. Each number of a row of each output becomes a column.
 * @param columns Of the table, in the order of a single input that takes them all; every column when empty.
 * @throws Failure when there is no such file, no runtime is installed, or it cannot read the model.
 */
export async function openOnnx(path: string, columns: readonly string[]): Promise<RowModel> {
  await requireFile(path)
  const runtime = await loadRuntime()
  const session = await runtime.InferenceSession.create(path).catch((error: Error) => {
    throw new Failure({
      title: 'The model cannot be read',
      detail: error.message,
      remedy: 'Export it again as ONNX, with operators that ONNX Runtime knows.',
    })
  })
  const outputs = session.outputMetadata.filter(({ isTensor }) => isTensor).map(({ name }) => name)
  if (outputs.length === 0)
    throw new Failure({
      title: 'The model gives no tensor',
      detail: 'Its outputs are maps or sequences',
      remedy: 'Export it without them; for skl2onnx by the option zipmap=False.',
    })
  return {
    headings: null,
    predict: async (piece) => columnsOf(await session.run(feedsOf(runtime, session, piece, columns), outputs), outputs, piece.rows),
    close: () => session.release(),
  }
}

async function loadRuntime(): Promise<Runtime> {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    for (const name of RUNTIMES) {
      const file = resolved(from, name)
      if (file === undefined) continue
      const loaded = (await import(pathToFileURL(file).href)) as Runtime & { readonly default?: Runtime }
      const runtime = loaded.InferenceSession === undefined ? (loaded.default as Runtime) : loaded
      if (runtime.env.wasm !== undefined) runtime.env.wasm.numThreads = 1
      return runtime
    }
  }
  throw new Failure({
    title: 'ONNX Runtime is not installed',
    detail: `None of ${RUNTIMES.join(', ')} is found from ${process.cwd()}`,
    remedy: `Run \`${INSTALL}\` there, and repeat.`,
  })
}

function resolved(from: string, name: string): string | undefined {
  try {
    return createRequire(from).resolve(name)
  } catch {
    return undefined
  }
}

/** An input takes the column of its name; one alone whose name no column has takes them all, side by side. */
function feedsOf(
  { Tensor }: Runtime,
  { inputMetadata }: OnnxSession,
  piece: RawTable,
  names: readonly string[],
): Record<string, OnnxTensor> {
  const [first] = inputMetadata
  const takesAll = inputMetadata.length === 1 && first !== undefined && !piece.columns.some(({ name }) => name === first.name)
  if (!takesAll)
    return Object.fromEntries(
      inputMetadata.map((input) => [input.name, tensorOf(Tensor, input, [requireColumn(piece, input.name, 'the model')], piece.rows)]),
    )
  const columns = names.length === 0 ? piece.columns : names.map((name) => requireColumn(piece, name, 'the model'))
  const width = first.shape?.[1]
  if (typeof width === 'number' && width > 0 && width !== columns.length) {
    throw new UnusableTable(
      `The model takes ${width} columns, and ${columns.length} are given: ${quoted(columns.map(({ name }) => name))}.`,
      'Name those to take with --columns, in the order of its training.',
    )
  }
  return { [first.name]: tensorOf(Tensor, first, columns, piece.rows) }
}

function tensorOf(
  Tensor: Runtime['Tensor'],
  { name, type = 'float32' }: OnnxValue,
  columns: readonly RawColumn[],
  rows: number,
): OnnxTensor {
  const dims = [rows, columns.length]
  const each = <T>(cellOf: (column: RawColumn, row: number) => T) =>
    Array.from({ length: rows * columns.length }, (_, at) =>
      cellOf(columns[at % columns.length] as RawColumn, Math.floor(at / columns.length)),
    )
  if (type === 'string')
    return new Tensor(
      type,
      each((column, row) => textAt(column, row) ?? ''),
      dims,
    )
  for (const column of columns) requireNumbers(column)
  const numbers = each(({ numbers }, row) => numbers[row] as number)
  if (type === 'float32') return new Tensor(type, Float32Array.from(numbers), dims)
  if (type === 'float64') return new Tensor(type, Float64Array.from(numbers), dims)
  for (const column of columns) requireWhole(column)
  if (type === 'int64') return new Tensor(type, BigInt64Array.from(numbers, BigInt), dims)
  if (type === 'int32') return new Tensor(type, Int32Array.from(numbers), dims)
  throw new UnusableTable(`The input “${name}” of the model is of the type ${type}.`, 'Export it with inputs of numbers or strings.')
}

function requireNumbers(column: RawColumn): void {
  requireFinite(column)
  const row = firstText(column)
  if (row === -1) return
  throw new UnusableTable(
    `The column “${column.name}” holds “${textAt(column, row)?.slice(0, 80)}” in row ${column.firstRow + row}, where the model takes numbers.`,
    'Encode it as in training, or name the columns to take with --columns.',
  )
}

function requireWhole({ name, numbers, firstRow }: RawColumn): void {
  const row = numbers.findIndex((value) => !Number.isSafeInteger(value))
  if (row === -1) return
  throw new UnusableTable(
    `The column “${name}” holds ${numbers[row]} in row ${firstRow + row}, where the model takes whole numbers.`,
    'Write one there.',
  )
}

function columnsOf(outputs: Readonly<Record<string, OnnxTensor>>, names: readonly string[], rows: number): PredictedPiece {
  const parts = names.map((name) => {
    const { data } = outputs[name] as OnnxTensor
    const width = data.length / rows
    if (!Number.isInteger(width))
      throw new UnusableTable(
        `The output “${name}” of the model has ${data.length} values for ${rows} rows.`,
        'Export a model whose first axis is the rows.',
      )
    return Array.from({ length: width }, (_, place) => ({
      heading: width === 1 ? name : `${name}_${place}`,
      column: Array.from({ length: rows }, (__, row) => data[row * width + place]),
    }))
  })
  return { headings: parts.flat().map(({ heading }) => heading), columns: parts.flat().map(({ column }) => column), unseen: [] }
}
