import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { detectPersonalData } from './detect.ts'
import { PERSONAL_DATA_KINDS, type PersonalDataKind } from './kinds.ts'

/** Lines invented for this test, in some twenty languages; check digits were computed by another program than the one under test. */
const corpus = readFileSync(new URL('labelled-corpus.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [text = '', country = '', ...labels] = line.split('\t')
    return { text, country, labels }
  })

interface Counts {
  found: number
  right: number
  expected: number
}

const counts = new Map<string, Counts>(Object.keys(PERSONAL_DATA_KINDS).map((kind) => [kind, { found: 0, right: 0, expected: 0 }]))
const mistakes: string[] = []

for (const { text, country, labels } of corpus) {
  const found = detectPersonalData(text, country === '' ? {} : { country }).map(
    ({ kind, start, end }) => `${kind}=${text.slice(start, end)}`,
  )
  for (const label of labels) countOf(label).expected += 1
  for (const one of found) countOf(one).found += 1
  for (const one of found) if (labels.includes(one)) countOf(one).right += 1
  const [missed, wrong] = [labels.filter((label) => !found.includes(label)), found.filter((one) => !labels.includes(one))]
  if (missed.length + wrong.length > 0)
    mistakes.push(`${text}: missed ${missed.join(', ') || 'nothing'}; wrong ${wrong.join(', ') || 'nothing'}`)
}

/** Precision and recall that the detectors reach on the corpus, rounded down; below them something has become worse. */
const REACHED: Readonly<Record<PersonalDataKind, [precision: number, recall: number]>> = {
  url_secret: [1, 1],
  // `name(at)domain` is missed.
  email: [1, 0.97],
  iban: [1, 1],
  // Degrees and minutes are missed.
  coordinates: [1, 0.95],
  // Versions of four small numbers are taken for addresses.
  ip: [0.9, 1],
  national_id: [1, 1],
  payment_card: [1, 1],
  // Local numbers of seven digits, and those reserved for films, are in no numbering plan.
  phone: [1, 0.93],
  // Words of programming languages are written alike.
  handle: [0.84, 1],
}

describe('on the labelled corpus', () => {
  it('there are some hundreds of lines, many with nothing to find', () => {
    expect(corpus.length).toBeGreaterThan(450)
    expect(corpus.filter(({ labels }) => labels.length === 0).length).toBeGreaterThan(120)
  })

  it.each(Object.entries(REACHED))('%s is found with precision and recall of at least %s', (kind, [precision, recall]) => {
    const { found, right, expected } = counts.get(kind) as Counts
    expect(expected).toBeGreaterThan(5)
    expect(right / found, mistakes.filter((line) => line.includes(`${kind}=`)).join('\n')).toBeGreaterThanOrEqual(precision)
    expect(right / expected, mistakes.filter((line) => line.includes(`${kind}=`)).join('\n')).toBeGreaterThanOrEqual(recall)
  })
})

function countOf(label: string): Counts {
  return counts.get(label.slice(0, label.indexOf('='))) as Counts
}
