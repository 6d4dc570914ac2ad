const KEYWORDS_MAX = 10
/** Words of this many letters and fewer say little. */
const SHORT_WORD_LETTERS = 2
const SIMILARITY_ABOVE = 0.3
const HOUR_MILLISECONDS = 3_600_000

/** English words that say nothing about a subject; shorter ones are dropped for their length. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'about above after again against all also and any are because been before being below between both but can could did does doing down ' +
    'during each few for from further had has have having her here hers him his how into its itself just more most nor not now off once ' +
    'only other our ours out over own same she should some such than that the their theirs them then there these they this those through ' +
    'too under until very was were what when where which while who whom why will with would you your yours'
  ).split(' '),
)

/**
 * Keywords of a title: its words in lower case without punctuation, without stop words and words of one or two letters; the first ten,
 * repetitions included.
 * @param stopWords In lower case; English ones when left out.
 */
export function titleKeywords(title: string, stopWords: ReadonlySet<string> = STOP_WORDS): readonly string[] {
  return words(title)
    .filter((word) => !stopWords.has(word) && isLong(word))
    .slice(0, KEYWORDS_MAX)
}

/**
 * How much a text is about a title, 0 – 1: seven tenths for the share of the title’s keywords that occur in the text, also inside of
 * words, and three tenths for the words of the title that are words of the text, over the larger number of words. A title without
 * keywords or an empty text gives what is left, never NaN.
 */
export function titleSimilarity(title: string, text: string): number {
  const keywords = titleKeywords(title)
  const [titleWords, textWords] = [words(title), words(text)]
  const plainText = plain(text)
  const found = keywords.filter((keyword) => plainText.includes(keyword)).length
  const known = new Set(textWords)
  const common = titleWords.filter((word) => isLong(word) && known.has(word)).length
  return 0.7 * (found / Math.max(keywords.length, 1)) + 0.3 * (common / Math.max(titleWords.length, textWords.length, 1))
}

/** Whether a similarity, 0 – 1, makes a match: it must exceed 0.3. */
export function isMatch(similarity: number): boolean {
  return similarity > SIMILARITY_ABOVE
}

/**
 * Whether something was published in the last hours, to the millisecond and both ends included; what lies in the future was not.
 * @param publishedAt Milliseconds since 1970. NaN, as of a date that cannot be read, is outside.
 * @param now Milliseconds since 1970.
 * @param hours Length of the window, > 0.
 * @throws RangeError when hours is not > 0.
 */
export function isWithinWindow(publishedAt: number, now: number, hours = 72): boolean {
  if (!(hours > 0)) throw new RangeError(`isWithinWindow requires hours > 0, got ${hours}`)
  return publishedAt >= now - hours * HOUR_MILLISECONDS && publishedAt <= now
}

function words(text: string): string[] {
  return plain(text).split(/\s+/).filter(Boolean)
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}_\s]/gu, '')
}

/** Letters are counted as characters, not as the halves of them that strings are stored in. */
function isLong(word: string): boolean {
  return [...word].length > SHORT_WORD_LETTERS
}
