import { balancedWeights, fitLogisticLines, probabilitiesOf } from '../regression/linear-classification.ts'
import { besideEachOther, type SparseMatrix } from './sparse-matrix.ts'
import { fitTfIdf, type TfIdfModel, type TfIdfOptions, tfIdfTransform } from './tf-idf.ts'

export interface TextClassifierOptions {
  /** Kinds of terms, each weighted and brought to length 1 by itself. */
  readonly terms?: readonly TfIdfOptions[]
  /** Penalty of half the squared weights, > 0: the inverse of scikit-learn’s C. */
  readonly l2?: number
  readonly classWeights?: 'equal' | 'balanced'
}

/** A linear classifier of texts. Plain data. */
export interface TextClassifier {
  readonly kind: 'text-classifier'
  /** Sorted names. */
  readonly classes: readonly string[]
  readonly vocabularies: readonly TfIdfModel[]
  /** Of the second class alone with two classes, else one a class; weights in the order of the vocabularies. */
  readonly lines: readonly { readonly weights: readonly number[]; readonly intercept: number }[]
  readonly converged: boolean
}

/** Class and probability of a text. */
export interface TextJudgement {
  /** The most probable class; null where its probability is below what was asked for, or no term of the text is known. */
  readonly label: string | null
  readonly probability: number
  /** Probabilities of all classes, in the order of the classifier. */
  readonly probabilities: readonly number[]
}

/** One term and how much it moved the scores towards a class. */
export interface TermReason {
  readonly term: string
  readonly contribution: number
}

/**
 * Words and pairs of them, and runs of two to five characters within words, which see through endings, misspelling and hashtags; these in two
 * texts at least.
 */
export const WORDS_AND_CHARACTERS: readonly TfIdfOptions[] = [
  { unit: 'word', from: 1, to: 2, sublinear: true },
  { unit: 'character-in-word', from: 2, to: 5, sublinear: true, documentsMin: 2 },
]

/** Runs of one to four characters, which tell languages apart. */
export const LANGUAGE_CHARACTERS: readonly TfIdfOptions[] = [{ unit: 'character-in-word', from: 1, to: 4, sublinear: true }]

/**
 * Learns classes of texts: weighted terms and logistic regression, with a softmax for more than two classes.
 * @param texts At least one of each class.
 * @param labels Name of the class of each text; at least two different ones.
 * @throws RangeError when labels are not as many, of one class alone, or an option is out of range.
 */
export function fitTextClassifier(
  texts: readonly string[],
  labels: readonly string[],
  { terms = WORDS_AND_CHARACTERS, l2 = 0.25, classWeights = 'balanced' }: TextClassifierOptions = {},
): TextClassifier {
  if (texts.length !== labels.length)
    throw new RangeError(`fitTextClassifier requires a label a text, got ${labels.length} for ${texts.length}`)
  const classes = [...new Set(labels)].sort()
  if (classes.length < 2) throw new RangeError(`fitTextClassifier requires at least two classes, got ${classes.join() || 'none'}`)
  if (!(l2 > 0 && l2 < Infinity)) throw new RangeError(`fitTextClassifier requires finite l2 > 0, got ${l2}`)
  if (terms.length === 0) throw new RangeError('fitTextClassifier requires at least one kind of terms, got none')
  const vocabularies = terms.map((kind) => fitTfIdf(texts, kind))
  const design = matrixOf(vocabularies, texts)
  const target = Float64Array.from(labels, (label) => classes.indexOf(label))
  const rowWeights = classWeights === 'balanced' ? balancedWeights(target, classes.length) : new Float64Array(texts.length).fill(1)
  const { lines, converged } = fitLogisticLines(
    design,
    target,
    classes.length,
    rowWeights,
    { l1: 0, l2 },
    { tolerance: 1e-5, stepsMax: 200 },
  )
  return {
    kind: 'text-classifier',
    classes,
    vocabularies,
    lines: lines.map(({ weights, intercept }) => ({ weights: Array.from(weights), intercept })),
    converged,
  }
}

/**
 * A function that judges texts, which keeps an index of the vocabularies: make it once for many texts.
 * @param options.probabilityMin Below it, no class is named; in [0, 1].
 */
export function textJudge(
  classifier: TextClassifier,
  { probabilityMin = 0 }: { probabilityMin?: number } = {},
): (texts: readonly string[]) => TextJudgement[] {
  const transforms = classifier.vocabularies.map(tfIdfTransform)
  const lines = classifier.lines.map(({ weights, intercept }) => ({ weights: Float64Array.from(weights), intercept }))
  return (texts) => {
    const matrix = besideEachOther(transforms.map((transform) => transform(texts)))
    const scores = lines.map(({ weights, intercept }) => {
      const column = new Float64Array(texts.length).fill(intercept)
      matrix.addProduct(weights, column)
      return column
    })
    const flat = probabilitiesOf(scores)
    return texts.map((_, row) => {
      const probabilities = rowOf(flat, row, classifier.classes.length)
      const probability = Math.max(...probabilities)
      const isKnown = matrix.starts[row] !== matrix.starts[row + 1]
      const label = isKnown && probability >= probabilityMin ? (classifier.classes[probabilities.indexOf(probability)] as string) : null
      return { label, probability, probabilities }
    })
  }
}

/**
 * The terms of a text that spoke most for a class, or against it (below 0). They explain the classifier, not the world.
 * @param label One of the classes.
 * @param count At most so many.
 * @throws RangeError when the classifier has no such class.
 */
export function textReasons(classifier: TextClassifier, text: string, label: string, count = 5): TermReason[] {
  const position = classifier.classes.indexOf(label)
  if (position === -1) throw new RangeError(`textReasons requires a class of ${classifier.classes.join()}, got ${label}`)
  const { indices, values } = matrixOf(classifier.vocabularies, [text])
  const words = classifier.vocabularies.flatMap(({ vocabulary }) => vocabulary)
  const reasons = Array.from(indices, (column, i) => ({
    term: words[column] as string,
    contribution: (values[i] as number) * weightFor(classifier, position, column),
  }))
  return reasons.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)).slice(0, count)
}

function weightFor({ lines }: TextClassifier, position: number, column: number): number {
  const weight = (lines[lines.length === 1 ? 0 : position]?.weights[column] as number) ?? 0
  if (lines.length > 1) return weight
  return position === 1 ? weight : -weight
}

function matrixOf(vocabularies: readonly TfIdfModel[], texts: readonly string[]): SparseMatrix {
  return besideEachOther(vocabularies.map((model) => tfIdfTransform(model)(texts)))
}

function rowOf(flat: Float64Array, row: number, classes: number): number[] {
  if (classes === 2) return [1 - (flat[row] as number), flat[row] as number]
  return Array.from(flat.subarray(row * classes, (row + 1) * classes))
}
