import { type TermOptions, termsOf } from './n-grams.ts'
import { type Entry, type SparseMatrix, sparseMatrix } from './sparse-matrix.ts'

export interface TfIdfOptions extends TermOptions {
  /** Whether a term that occurs n times counts 1 + ln n instead of n. */
  readonly sublinear?: boolean
  /** Whether each term counts as if it were in one more document, which spares divisions by 0. */
  readonly smooth?: boolean
  /** Terms in fewer documents are left out; whole number ≥ 1. */
  readonly documentsMin?: number
  /** At most so many terms, those that occur most; whole number ≥ 1. */
  readonly termsMax?: number
}

/** Terms and what each is worth. Plain data. */
export interface TfIdfModel {
  readonly options: Required<TfIdfOptions>
  /** In the order of their code units. */
  readonly vocabulary: readonly string[]
  /** 1 + ln of how rare each is. */
  readonly idf: readonly number[]
}

/**
 * Learns the terms of documents and how rare each is, as scikit-learn’s TfidfVectorizer does.
 * @param documents At least one, with a term that is left.
 * @throws RangeError when there is no document or no term, or an option is out of range.
 * @see Spärck Jones, A statistical interpretation of term specificity (Journal of Documentation 28, 1972).
 */
export function fitTfIdf(documents: readonly string[], options: TfIdfOptions): TfIdfModel {
  const all = { sublinear: false, smooth: true, documentsMin: 1, termsMax: Number.MAX_SAFE_INTEGER, ...options }
  for (const name of ['documentsMin', 'termsMax'] as const) {
    if (!(Number.isSafeInteger(all[name]) && all[name] >= 1)) throw new RangeError(`fitTfIdf requires ${name} ≥ 1, got ${all[name]}`)
  }
  if (documents.length === 0) throw new RangeError('fitTfIdf requires at least one document, got none')
  const { occurrences, holders } = countTerms(documents, all)
  const kept = [...holders.keys()].filter((term) => (holders.get(term) as number) >= all.documentsMin)
  const vocabulary = mostFrequent(kept, occurrences, all.termsMax).sort()
  if (vocabulary.length === 0) throw new RangeError(`fitTfIdf requires a term in ${all.documentsMin} documents or more, got none`)
  const more = all.smooth ? 1 : 0
  const idf = vocabulary.map((term) => 1 + Math.log((documents.length + more) / ((holders.get(term) as number) + more)))
  return { options: all, vocabulary, idf }
}

/** Terms of documents by a model: a row a document. */
export type TfIdfTransform = (documents: readonly string[]) => SparseMatrix

/**
 * Rows of weighted terms of length 1, so that long documents are like short ones; a document without a known term is a row of zeros.
 * @returns a function, which keeps an index of the vocabulary.
 */
export function tfIdfTransform({ options, vocabulary, idf }: TfIdfModel): TfIdfTransform {
  const positions = new Map(vocabulary.map((term, position) => [term, position]))
  return (documents) =>
    sparseMatrix(
      documents.map((text) => rowOf(text, options, positions, idf)),
      vocabulary.length,
    )
}

function rowOf(text: string, options: Required<TfIdfOptions>, positions: ReadonlyMap<string, number>, idf: readonly number[]): Entry[] {
  const counts = new Map<number, number>()
  for (const term of termsOf(text, options)) {
    const position = positions.get(term)
    if (position !== undefined) counts.set(position, (counts.get(position) ?? 0) + 1)
  }
  const entries = [...counts].map(([position, count]): [number, number] => {
    return [position, (options.sublinear ? 1 + Math.log(count) : count) * (idf[position] as number)]
  })
  const length = Math.sqrt(entries.reduce((total, [, value]) => total + value * value, 0))
  for (const entry of entries) entry[1] /= length
  return entries.sort((a, b) => a[0] - b[0])
}

function countTerms(
  documents: readonly string[],
  options: TermOptions,
): { occurrences: Map<string, number>; holders: Map<string, number> } {
  const [occurrences, holders, lastIn] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  for (const [document, text] of documents.entries()) {
    for (const term of termsOf(text, options)) {
      occurrences.set(term, (occurrences.get(term) ?? 0) + 1)
      if (lastIn.get(term) === document) continue
      lastIn.set(term, document)
      holders.set(term, (holders.get(term) ?? 0) + 1)
    }
  }
  return { occurrences, holders }
}

/** Equally frequent ones in the order of their code units. */
function mostFrequent(terms: string[], occurrences: ReadonlyMap<string, number>, termsMax: number): string[] {
  if (terms.length <= termsMax) return terms
  const count = (term: string) => occurrences.get(term) as number
  return terms.sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1)).slice(0, termsMax)
}
