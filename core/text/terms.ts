import { cleanTitle } from './clean-title.ts'
import { termsOf } from './n-grams.ts'
import { consonants, transliterate } from './transliterate.ts'

/** Words that say nothing about a subject, in the languages of most posts. */
const STOP_WORDS: ReadonlySet<string> = wordsOf(`
a an and are as at be been but by can could did do does for from had has have he her here hers him his how i if in into is it its just me my
no not of off on or our out over she so some such than that the their them then there these they this those to too up us was we were what
when where which while who whom why will with would you your yours about after again all also any because before being both during each few
more most only other own same very until under through s t re ve ll d m im dont cant wont
el la los las un una unos unas y o de del al en que se su sus por para con es son lo le les como mas pero ya muy este esta estos estas entre
le la les un une des et ou du au aux en que qui se sa son ses pour par avec est sont ce cette ces plus mais dans sur pas ne
der die das den dem des ein eine einen einem einer und oder zu zum zur im in am an auf aus bei mit nach von vor für ist sind es sich nicht noch so wie was schon
il lo gli i uno una e ed di del della dei delle a al alla da dal in nel con su per tra che si è sono non più
o a os as um uma uns e do da dos das no na nos nas em por para com que se é são não mais pelo pela
и в во на с со к ко по за из от до о об у не что как это для но а или же ли бы при его её их мы вы он она они уже
की का के को में से है हैं था थे थी ने पर और या यह वह एक भी तक क्या हो हुआ गया गई लिए बाद पहले
في من على إلى عن مع هذا هذه ما لا أن إن كان كانت بعد قبل هو هي و يا لم لن قد
の は が を に で と も や へ から まで より です ます した して いる ある れる られる な か ね よ さん
이 가 을 를 은 는 의 에 에서 와 과 도 로 으로 하다 한 하는 그 저 또
的 了 在 是 和 与 吗 呢 吧 我 你 他 她 们 这 那 就 都 也 不
`)

/** Words of posts rather than of subjects: they say what kind of post it is, that it is new, or how one feels about it. */
const POST_WORDS: ReadonlySet<string> = wordsOf(`
new news today now live update updates breaking official video videos clip clips full best top first look watch watching listen read see video
review reviews reaction trailer teaser explained explains explain explainer analysis breakdown interview behind scenes thread megathread
discussion highlights recap ending details everything know need really finally big year years day days week time game match post
ever believe amazing insane crazy unreal unbelievable shocking omg wow love like share subscribe channel guide beginner beginners tips tutorial
what why how long term ahead story life thing things way people world
says said announces announced announce reveals revealed reveal unveils unveiled launch launches launched release released releases out report reports
confirmed confirms just dropped up back get gets got make makes made use used going go come comes here part minute minutes min hour hours
nuevo nueva nuevos video resumen completo todos oficial noticias hoy detalles anuncia
nouveau nouvelle vidéo officiel officielle direct
neue neuer neues neuen video offiziell heute
novo nova vídeo oficial melhores momentos veja lista completa jogo hoje
обзор новый новая новое видео матча матч тур официальный трейлер первые впечатления
नया नई वीडियो ऑफिशियल ट्रेलर हाइलाइट्स मैच
ملخص مباراة فيديو رسميا جديد جديدة اليوم الدوري أهداف عاجل
動画 公式 速報 新 公開 映像 インタビュー 予告編 予告 発表
영상 공식 속보 신곡 공개 뮤직비디오 비하인드
视频 官方 最新 预告 预告片 公开 全程 专访 首试 实测
highlights extended semi final finals
`)

const GENERIC_WEIGHT = 0.35
/** A word segmenter for scripts that do not set words apart. */
const SEGMENTED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const HAN = /\p{Script=Han}/u
const WORDS = /[\p{L}\p{M}\p{N}]+(?:[.,:'’x-](?=\p{N})\p{N}+)*/gu
const segmenter = new Intl.Segmenter('ja', { granularity: 'word' })

/** One word of a title, as it is compared. */
export interface Term {
  /** In Latin letters without accents and endings where its script allows. */
  readonly form: string
  /** In which script it was written. */
  readonly script: string
  /** Its consonants, to be recognised in other scripts; empty where there are too few. */
  readonly skeleton: string
  /** How much it says, ≥ 0: numbers and names most, words of posts little. */
  readonly weight: number
  readonly isNumber: boolean
  /** Pairs of characters that follow each other in the form, each once, as numbers. */
  readonly pairs: readonly number[]
}

/** How often each run of three characters occurs in a text, and the Euclidean norm of these counts. */
export interface Trigrams {
  readonly counts: ReadonlyMap<string, number>
  readonly norm: number
}

/** A title taken apart. */
export interface TitleTerms {
  readonly terms: readonly Term[]
  readonly episode: string
  /** Of the whole in Latin letters, words by single spaces, with a space at both ends. */
  readonly trigrams: Trigrams
  /** The forms that are numbers. */
  readonly numbers: ReadonlySet<string>
  /** Scripts of its letters. */
  readonly scripts: ReadonlySet<string>
}

/** Takes a title apart into the words that say something, each once, in their order. */
export function titleTerms(title: string, options: { readonly channel?: string } = {}): TitleTerms {
  const { text, episode } = cleanTitle(title, options)
  const found = new Map<string, Term>()
  for (const word of segments(text)) {
    const term = termOf(word, text)
    if (term !== undefined && !found.has(term.form)) found.set(term.form, term)
  }
  const terms = [...found.values()]
  return {
    terms,
    episode,
    trigrams: trigramsOf(` ${terms.map(({ form }) => form).join(' ')} `),
    numbers: new Set(terms.filter(({ isNumber }) => isNumber).map(({ form }) => form)),
    scripts: new Set(terms.filter(({ isNumber }) => !isNumber).map(({ script }) => script)),
  }
}

/**
 * Keywords of a title: what says most about its subject, most telling first, as they are written there in lower case.
 * @param limit How many at most, ≥ 1.
 */
export function subjectKeywords(
  title: string,
  { limit = 8, channel = '' }: { readonly limit?: number; readonly channel?: string } = {},
): readonly string[] {
  const { text } = cleanTitle(title, { channel })
  const weighed = segments(text).flatMap((word, place) => {
    const term = termOf(word, text)
    return term === undefined || term.weight <= GENERIC_WEIGHT ? [] : [{ word: word.toLowerCase(), place, ...term }]
  })
  const first = weighed.filter(({ form }, place) => weighed.findIndex((other) => other.form === form) === place)
  return first
    .sort((one, other) => other.weight - one.weight || one.place - other.place)
    .slice(0, limit)
    .map(({ word }) => word)
}

function segments(text: string): string[] {
  return [...text.matchAll(WORDS)].flatMap(([word]) => (SEGMENTED.test(word) ? cut(word) : [word]))
}

function cut(word: string): string[] {
  const runs = [...segmenter.segment(word)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment)
  return runs.flatMap((run) => (run.length > 3 && HAN.test(run) ? [run, ...pairs(run)] : [run]))
}

function pairs(run: string): string[] {
  const letters = [...run]
  return letters.slice(1).map((letter, place) => `${letters[place]}${letter}`)
}

function termOf(word: string, text: string): Term | undefined {
  const lower = word.toLowerCase()
  const isNumber = /^\p{N}/u.test(lower) && /^[\p{N}.,:x'’-]+(?:st|nd|rd|th|m|k|bn|gb|km)?$/u.test(lower)
  if (STOP_WORDS.has(lower) || (!isNumber && [...lower].length < 2 && !HAN.test(lower))) return undefined
  const script = scriptOf(lower)
  const form = isNumber ? numberForm(lower) : stemmed(transliterate(lower), script)
  if (form === '') return undefined
  const skeleton = isNumber || script === 'han' ? '' : consonants(lower)
  return {
    form,
    script,
    skeleton: skeleton.length >= 3 ? skeleton : '',
    weight: weightOf(word, lower, text, isNumber),
    isNumber,
    pairs: pairsOf(form),
  }
}

function pairsOf(form: string): readonly number[] {
  const found = new Set<number>()
  let before: number | undefined
  for (const character of form) {
    const code = character.codePointAt(0) as number
    if (before !== undefined) found.add(before * 0x110000 + code)
    before = code
  }
  return [...found]
}

function trigramsOf(text: string): Trigrams {
  const counts = new Map<string, number>()
  for (const gram of termsOf(text, { unit: 'character', from: 3, to: 3 })) counts.set(gram, (counts.get(gram) ?? 0) + 1)
  let squares = 0
  for (const count of counts.values()) squares += count * count
  return { counts, norm: Math.sqrt(squares) }
}

function weightOf(word: string, lower: string, text: string, isNumber: boolean): number {
  if (isNumber) return /^(?:19|20)\d\d$/.test(lower) ? 0.4 : 1
  if (POST_WORDS.has(lower)) return GENERIC_WEIGHT
  const letters = [...lower].length
  const isLong = HAN.test(lower) ? letters > 1 : letters > 6
  const length = HAN.test(lower) ? 0.6 + 0.3 * Math.min(letters, 4) : 0.6 + 0.1 * Math.min(letters, 9)
  // A capital says nothing at the beginning, or where everything is shouted.
  const isName = /^\p{Lu}/u.test(word) && text !== text.toUpperCase() && !text.startsWith(word) && word !== word.toUpperCase()
  return length + (isName ? 0.35 : 0) + (isLong ? 0.1 : 0)
}

function numberForm(number: string): string {
  return number
    .replaceAll(/[.,](?=\d{3}(?!\d))/g, '')
    .replaceAll(/[:x–-]/g, ':')
    .replace(/(?:st|nd|rd|th)$/, '')
}

/** Endings of European languages that come and go with number, case and tense. */
function stemmed(latin: string, script: string): string {
  if (script === 'latin' && latin.length > 4) return latin.replace(/(?:'s|ings?|ied|ies|edly|ed|es|s|en|er|e)$/, '').replace(/(.)\1$/, '$1')
  if (script === 'cyrillic' && latin.length > 4)
    return latin.replace(/(?:ami|yami|ogo|ego|omu|emu|oy|yy|iy|aya|oe|ov|ev|om|em|am|akh|yu|ya|a|e|i|o|u|y)$/, '')
  return latin
}

function scriptOf(word: string): string {
  if (HAN.test(word)) return 'han'
  if (/\p{Script=Latin}/u.test(word)) return 'latin'
  if (/\p{Script=Cyrillic}/u.test(word)) return 'cyrillic'
  if (/\p{Script=Arabic}/u.test(word)) return 'arabic'
  if (/\p{Script=Devanagari}/u.test(word)) return 'devanagari'
  if (/\p{Script=Hangul}/u.test(word)) return 'hangul'
  return /\p{Script=Hiragana}|\p{Script=Katakana}/u.test(word) ? 'kana' : 'other'
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}
