import type { Term, TitleTerms, Trigrams } from './terms.ts'

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
  const [fromA, fromB] = matches(a.terms, b.terms)
  const [wholeA, wholeB] = [weightOf(a.terms), weightOf(b.terms)]
  const [commonA, commonB] = [common(a.terms, fromA), common(b.terms, fromB)]
  const both = (commonA + commonB) / 2
  const bothCount = a.numbers.size > 0 && b.numbers.size > 0
  const sameNumber = haveCommon(a.numbers, b.numbers)
  return {
    contained: ofShorter(wholeA, wholeB, ratio(commonA, wholeA), ratio(commonB, wholeB)),
    shared: ratio(both, wholeA + wholeB - both),
    letters: cosine(a.trigrams, b.trigrams),
    evidence: Math.min(Math.log1p((telling(a.terms, fromA) + telling(b.terms, fromB)) / 2), 2),
    telling: ofShorter(wholeA, wholeB, tellingShare(a.terms, fromA), tellingShare(b.terms, fromB)),
    apart: Math.min(Math.log1p(Math.min(wholeA - commonA, wholeB - commonB)), 2),
    sameNumber: bothCount && sameNumber ? 1 : 0,
    otherNumber: bothCount && !sameNumber ? 1 : 0,
    otherScript: haveCommon(a.scripts, b.scripts) ? 0 : 1,
  }
}

/** What is true of the title with less weight; of two that weigh the same, what is true of them on average. */
function ofShorter(wholeA: number, wholeB: number, inA: number, inB: number): number {
  if (wholeA === wholeB) return (inA + inB) / 2
  return wholeA < wholeB ? inA : inB
}

function haveCommon(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const item of one) if (other.has(item)) return true
  return false
}

/** How well each term is met by a term of the other title, of both titles. */
function matches(terms: readonly Term[], others: readonly Term[]): [number[], number[]] {
  const [best, othersBest] = [new Array<number>(terms.length).fill(0), new Array<number>(others.length).fill(0)]
  for (const [at, term] of terms.entries()) {
    for (const [otherAt, other] of others.entries()) {
      const alike = likeness(term, other)
      if (alike > (best[at] as number)) best[at] = alike
      if (alike > (othersBest[otherAt] as number)) othersBest[otherAt] = alike
    }
  }
  return [best, othersBest]
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
  return least >= 4 ? dice(one.pairs, other.pairs) : 0
}

/** Dice’s coefficient from this on makes two words forms of one. */
const DICE_FROM = 0.6

/** 0 where it is less than what makes two words alike. */
function dice(one: readonly number[], other: readonly number[]): number {
  const both = one.length + other.length
  if (2 * Math.min(one.length, other.length) < DICE_FROM * both) return 0
  let shared = 0
  for (const pair of one) if (other.includes(pair)) shared += 1
  const alike = (2 * shared) / both
  return alike >= DICE_FROM ? alike : 0
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

function cosine(one: Trigrams, other: Trigrams): number {
  const [few, many] = one.counts.size < other.counts.size ? [one.counts, other.counts] : [other.counts, one.counts]
  let dot = 0
  for (const [gram, count] of few) dot += count * (many.get(gram) ?? 0)
  return ratio(dot, one.norm * other.norm)
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? Math.min(part / whole, 1) : 0
}
