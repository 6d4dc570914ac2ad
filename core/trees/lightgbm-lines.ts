/** A line, or what stands behind the `=` of one. */
interface Line {
  readonly number: number
  readonly text: string
}

/** `name=value`, and where. */
export interface Field {
  readonly number: number
  readonly name: string
  readonly value: string
}

/** Lines of a model file one after the other, and errors that name them. */
export class LineReader {
  readonly #lines: readonly string[]
  #taken = 0

  constructor(text: string) {
    this.#lines = text.split(/\r?\n/)
  }

  take(): Line | undefined {
    const text = this.#lines[this.#taken]
    if (text === undefined) return undefined
    this.#taken += 1
    return { number: this.#taken, text }
  }

  /** The next line that is not empty. */
  takeFilled(): Line | undefined {
    let line = this.take()
    while (line?.text === '') line = this.take()
    return line
  }

  /** Lines up to the next empty one as fields. */
  fields(): Fields {
    const fields = new Map<string, Field>()
    const first = this.#taken + 1
    for (let line = this.take(); line !== undefined && line.text !== ''; line = this.take()) {
      const equals = line.text.indexOf('=')
      const name = equals === -1 ? line.text : line.text.slice(0, equals)
      if (fields.has(name)) this.failAt(line, `“${name}” once`, 'it again')
      fields.set(name, { number: line.number, name, value: equals === -1 ? '' : line.text.slice(equals + 1) })
    }
    return new Fields(this, fields, first)
  }

  /** @throws RangeError about the line last taken. */
  fail(required: string, got: unknown): never {
    return this.failAt({ number: this.#taken }, required, got)
  }

  /** @throws RangeError about a line. */
  failAt({ number }: { readonly number: number }, required: string, got: unknown): never {
    throw new RangeError(`readLightGbm requires ${required} in line ${number}, got ${got}`)
  }
}

/** The fields of one part of a file. */
class Fields {
  readonly #lines: LineReader
  readonly #fields: ReadonlyMap<string, Field>
  readonly #first: number

  constructor(lines: LineReader, fields: ReadonlyMap<string, Field>, first: number) {
    this.#lines = lines
    this.#fields = fields
    this.#first = first
  }

  optional(name: string): Field | undefined {
    return this.#fields.get(name)
  }

  required(name: string): Field {
    return this.#fields.get(name) ?? this.#lines.failAt({ number: this.#first }, `“${name}” in the part that starts`, 'none')
  }
}

/** The whole number ≥ 0 of a field. */
export function wholeNumber(lines: LineReader, field: Field): number {
  const [value] = wholeNumbers(lines, field, 1)
  return value as number
}

/** Whole numbers of a field, which must be so many, each from `least` on. */
export function wholeNumbers(lines: LineReader, field: Field, count: number, least = 0): number[] {
  const values = finiteNumbers(lines, field, count)
  const wrong = values.find((value) => !(Number.isSafeInteger(value) && value >= least))
  if (wrong !== undefined) lines.failAt(field, `whole numbers ≥ ${least} as ${field.name}`, wrong)
  return values
}

/** Numbers of a field, which must be so many and finite. */
export function finiteNumbers(lines: LineReader, field: Field, count: number): number[] {
  const values = anyNumbers(lines, field, count)
  const wrong = values.find((value) => !Number.isFinite(value))
  if (wrong !== undefined) lines.failAt(field, `finite ${field.name}`, wrong)
  return values
}

/** Numbers that only describe, none in a tree of one leaf: what is not there or not finite is taken for 0. */
export function describingNumbers(lines: LineReader, field: Field | undefined, count: number): number[] {
  if (field === undefined || field.value === '') return new Array<number>(count).fill(0)
  return anyNumbers(lines, field, count).map((value) => (Number.isFinite(value) ? value : 0))
}

const NUMBER = /^[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|inf|nan)$/

function anyNumbers(lines: LineReader, field: Field, count: number): number[] {
  const words = field.value.trim() === '' ? [] : field.value.trim().split(/ +/)
  if (words.length !== count) lines.failAt(field, `${count} values of ${field.name}`, words.length)
  return words.map((word) => {
    if (!NUMBER.test(word)) lines.failAt(field, `numbers as ${field.name}`, `“${word.slice(0, 40)}”`)
    return Number(word.replace('inf', 'Infinity'))
  })
}
