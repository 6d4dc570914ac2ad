import { fold } from './fold.ts'
import { stopWordsOf } from './stop-words.ts'

/** Longest hashtag, in UTF-16 units of its folded form. */
const HASHTAG_MAX = 100
/** Longest word of a topic; what is longer is an address or a key. */
const WORD_MAX = 40
const WORDS_MIN_LATIN = 2

const ADDRESS = /\b(?:https?:\/\/|www\.)\S+/giu
const HASHTAG = /[#＃]([\p{L}\p{M}\p{N}_·‌‍]+)/gu
const NOT_OF_A_HASHTAG = /[^\p{L}\p{M}\p{N}_]/gu
const MENTION = /@[\p{L}\p{N}_.]+/gu
const HAS_LETTER = /\p{L}/u
const IS_DIGITS = /^[\p{N}.,:]+$/u
const LATIN_LETTER = /^\p{Script=Latin}+$/u
const JOINS_WORDS = /^[\s\-‐‑]+$/u
const APOSTROPHES = /['’ʼ]/gu
const POSSESSIVE = /['’ʼ]s$/u

/** What a post is about. */
export interface Terms {
  /** Folded, without the sign, each once, in order of appearance. */
  readonly hashtags: readonly string[]
  /** Words and pairs of words of the title, folded, each once; words first. */
  readonly topics: readonly string[]
  /** What was beyond the limits and is not among them. */
  readonly leftOut: number
}

/** Most terms of one post. */
export interface TermLimits {
  readonly hashtags?: number
  readonly topics?: number
}

/**
 * Hashtags and topics of one post. A title without a letter, such as one of emojis only, has no topic; numbers are part of pairs only
 * (`iphone 17`), and a pair never reaches over a stop word, a mark of punctuation or a hashtag.
 * @param tags With or without the sign; spaces within are taken out, as platforms do.
 * @param limits Whole numbers ≥ 0.
 * @throws RangeError when a limit is out of range.
 */
export function termsOf(
  { title, tags }: { readonly title: string; readonly tags: readonly string[] },
  { hashtags: hashtagsMax = 30, topics: topicsMax = 40 }: TermLimits = {},
): Terms {
  for (const [name, limit] of Object.entries({ hashtags: hashtagsMax, topics: topicsMax })) {
    if (!(Number.isSafeInteger(limit) && limit >= 0)) throw new RangeError(`termsOf requires a whole limit of ${name} ≥ 0, got ${limit}`)
  }
  const plain = title.replaceAll(ADDRESS, ' . ')
  const written = [...plain.matchAll(HASHTAG)].map(([, word]) => word as string)
  const hashtags = different([...tags, ...written].map(hashtagOf))
  const topics = different(topicsOf(plain.replaceAll(HASHTAG, ' . ').replaceAll(MENTION, ' . ')))
  return {
    hashtags: hashtags.slice(0, hashtagsMax),
    topics: topics.slice(0, topicsMax),
    leftOut: Math.max(hashtags.length - hashtagsMax, 0) + Math.max(topics.length - topicsMax, 0),
  }
}

/** A hashtag as it is compared; empty where nothing is left of it. */
export function hashtagOf(text: string): string {
  // What is taken out may have stood between a letter and its marks.
  const folded = fold(fold(text).replaceAll(NOT_OF_A_HASHTAG, ''))
  return HAS_LETTER.test(folded) && folded.length <= HASHTAG_MAX ? folded : ''
}

/** A topic as it is compared, from what somebody typed. */
export function topicOf(text: string): string {
  return words(text)
    .map(({ word }) => word)
    .join(' ')
}

interface Word {
  readonly word: string
  /** Nothing but space or a hyphen stands between it and the word before. */
  readonly joined: boolean
}

function topicsOf(text: string): string[] {
  const all = words(text)
  const stop = stopWordsOf(all.map(({ word }) => word))
  const says = all.map(({ word }) => !stop.has(word) && (IS_DIGITS.test(word) || isLongEnough(word)))
  const alone = all.flatMap(({ word }, i) => (says[i] && !IS_DIGITS.test(word) ? word : []))
  const pairs = all.flatMap(({ word, joined }, i) => {
    const before = all[i - 1]
    if (before === undefined || !joined || !says[i] || !says[i - 1]) return []
    return HAS_LETTER.test(before.word + word) ? `${before.word} ${word}` : []
  })
  return [...alone, ...pairs]
}

/** One segmenter for all: to make one takes longer than to use it. Scripts without spaces are cut by dictionaries, whatever the language. */
const segmenter = new Intl.Segmenter('en', { granularity: 'word' })

function words(text: string): Word[] {
  const found: Word[] = []
  let between = ''
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (!isWordLike) {
      between += segment
      continue
    }
    const word = fold(segment.replace(POSSESSIVE, '')).replaceAll(APOSTROPHES, '')
    if (word !== '' && word.length <= WORD_MAX) found.push({ word, joined: between === '' || JOINS_WORDS.test(between) })
    between = ''
  }
  return found
}

/** A single letter says nothing; a single character of other scripts may be a word. */
function isLongEnough(word: string): boolean {
  return !LATIN_LETTER.test(word) || word.length >= WORDS_MIN_LATIN
}

function different(terms: readonly string[]): string[] {
  return [...new Set(terms)].filter((term) => term !== '')
}
