import type { Term, TitleTerms } from './terms.ts'

/** What is compared of two titles; each 0 – 1 unless it says otherwise. */
export const FEATURES = [
  /** Weight of what both name, of the shorter title’s. */
  'contained',
  /** The same of both titles’ together. */
  'shared',
  /** Cosine of character trigrams. */
  'letters',
  /** Weight of what both name beyond words of posts; 0 – 2, in logarithms. */
  'evidence',
  /** Of the three most telling words of the shorter title, those that the other has. */
  'telling',
  /** Least weight that either title has to itself; 0 – 2, in logarithms. */
  'apart',
  /** Both give numbers and have one in common. */
  'sameNumber',
  /** Both give numbers and have none in common. */
  'otherNumber',
  /** They share no script: only names and numbers can agree. */
  'otherScript',
] as const
export type TitleFeatures = Readonly<Record<(typeof FEATURES)[number], number>>

/** Compares two titles word by word; the order of the two does not matter. */
export function titleFeatures(a: TitleTerms, b: TitleTerms): TitleFeatures {
  const [fromA, fromB] = [matches(a.terms, b.terms), matches(b.terms, a.terms)]
  const [wholeA, wholeB] = [weightOf(a.terms), weightOf(b.terms)]
  const [commonA, commonB] = [common(a.terms, fromA), common(b.terms, fromB)]
  const both = (commonA + commonB) / 2
  const ofShorter = (inA: number, inB: number) => (wholeA === wholeB ? (inA + inB) / 2 : wholeA < wholeB ? inA : inB)
  const numbers = [a, b].map(({ terms }) => new Set(terms.filter(({ isNumber }) => isNumber).map(({ form }) => form))) as [
    Set<string>,
    Set<string>,
  ]
  const bothCount = numbers[0].size > 0 && numbers[1].size > 0
  const sameNumber = [...numbers[0]].some((number) => numbers[1].has(number))
  return {
    contained: ofShorter(ratio(commonA, wholeA), ratio(commonB, wholeB)),
    shared: ratio(both, wholeA + wholeB - both),
    letters: trigramCosine(a.folded, b.folded),
    evidence: Math.min(Math.log1p((telling(a.terms, fromA) + telling(b.terms, fromB)) / 2), 2),
    telling: ofShorter(tellingShare(a.terms, fromA), tellingShare(b.terms, fromB)),
    apart: Math.min(Math.log1p(Math.min(wholeA - commonA, wholeB - commonB)), 2),
    sameNumber: bothCount && sameNumber ? 1 : 0,
    otherNumber: bothCount && !sameNumber ? 1 : 0,
    otherScript: [...a.scripts].some((script) => b.scripts.has(script)) ? 0 : 1,
  }
}

/** How well each term is met by a term of the other title. */
function matches(terms: readonly Term[], others: readonly Term[]): number[] {
  return terms.map((term) => others.reduce((best, other) => Math.max(best, likeness(term, other)), 0))
}

function likeness(one: Term, other: Term): number {
  if (one.form === other.form) return 1
  if (one.isNumber || other.isNumber) return 0
  if (one.script !== other.script) return one.skeleton !== '' && one.skeleton === other.skeleton ? 0.9 : 0
  const least = Math.min(one.form.length, other.form.length)
  if (one.script === 'han' || one.script === 'kana')
    return least >= 2 && (one.form.includes(other.form) || other.form.includes(one.form)) ? 0.6 : 0
  if (least >= 3 && one.script !== 'latin' && (one.form.startsWith(other.form) || other.form.startsWith(one.form))) return 0.8
  if (least >= 5 && (one.form.startsWith(other.form) || other.form.startsWith(one.form))) return 0.8
  const alike = least >= 4 ? dice(one.form, other.form) : 0
  return alike >= 0.6 ? alike : 0
}

function dice(one: string, other: string): number {
  const grams = (word: string) => new Set([...word].slice(1).map((letter, place) => `${[...word][place]}${letter}`))
  const [a, b] = [grams(one), grams(other)]
  return (2 * [...a].filter((gram) => b.has(gram)).length) / (a.size + b.size)
}

function common(terms: readonly Term[], found: readonly number[]): number {
  return terms.reduce((sum, { weight }, place) => sum + weight * (found[place] ?? 0), 0)
}

function telling(terms: readonly Term[], found: readonly number[]): number {
  return terms.reduce((sum, { weight }, place) => sum + (weight > 0.4 ? weight * (found[place] ?? 0) : 0), 0)
}

function tellingShare(terms: readonly Term[], found: readonly number[]): number {
  const best = terms.map(({ weight }, place) => ({ weight, met: found[place] ?? 0 })).sort((one, other) => other.weight - one.weight)
  const top = best.slice(0, 3)
  return top.length === 0 ? 0 : top.reduce((sum, { met }) => sum + met, 0) / top.length
}

function weightOf(terms: readonly Term[]): number {
  return terms.reduce((sum, { weight }) => sum + weight, 0)
}

function trigramCosine(one: string, other: string): number {
  const [a, b] = [trigrams(one), trigrams(other)]
  let dot = 0
  for (const [gram, count] of a) dot += count * (b.get(gram) ?? 0)
  const norm = (grams: ReadonlyMap<string, number>) => Math.sqrt([...grams.values()].reduce((sum, count) => sum + count * count, 0))
  return ratio(dot, norm(a) * norm(b))
}

function trigrams(text: string): ReadonlyMap<string, number> {
  const letters = [...` ${text} `]
  const found = new Map<string, number>()
  for (let at = 0; at + 3 <= letters.length; at += 1) {
    const gram = letters.slice(at, at + 3).join('')
    found.set(gram, (found.get(gram) ?? 0) + 1)
  }
  return found
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? Math.min(part / whole, 1) : 0
}
