const CYRILLIC = lettersOf(
  'а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=yu я=ya і=i ї=yi є=ye ґ=g',
)
const GREEK = lettersOf('α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o')
const ARABIC = lettersOf(
  'ا=a أ=a إ=i آ=a ب=b ت=t ث=th ج=j ح=h خ=kh د=d ذ=dh ر=r ز=z س=s ش=sh ص=s ض=d ط=t ظ=z ع= غ=gh ف=f ق=q ك=k ل=l م=m ن=n ه=h و=w ي=y ى=a ة=a ء= ؤ=w ئ=y پ=p چ=ch گ=g ک=k ی=y',
)
const HEBREW = lettersOf('א=a ב=b ג=g ד=d ה=h ו=v ז=z ח=h ט=t י=y כ=k ך=k ל=l מ=m ם=m נ=n ן=n ס=s ע= פ=p ף=f צ=ts ץ=ts ק=k ר=r ש=sh ת=t')
const KANA = lettersOf(
  'あ=a い=i う=u え=e お=o か=ka き=ki く=ku け=ke こ=ko さ=sa し=shi す=su せ=se そ=so た=ta ち=chi つ=tsu て=te と=to な=na に=ni ぬ=nu ね=ne の=no は=ha ひ=hi ふ=fu へ=he ほ=ho ま=ma み=mi む=mu め=me も=mo や=ya ゆ=yu よ=yo ら=ra り=ri る=ru れ=re ろ=ro わ=wa を=o ん=n が=ga ぎ=gi ぐ=gu げ=ge ご=go ざ=za じ=ji ず=zu ぜ=ze ぞ=zo だ=da ぢ=ji づ=zu で=de ど=do ば=ba び=bi ぶ=bu べ=be ぼ=bo ぱ=pa ぴ=pi ぷ=pu ぺ=pe ぽ=po ゃ=ya ゅ=yu ょ=yo っ= ぁ=a ぃ=i ぅ=u ぇ=e ぉ=o ゔ=vu',
)
/** Consonants are followed by an a unless a sign says otherwise. */
const DEVANAGARI = lettersOf(
  'क=k ख=kh ग=g घ=gh ङ=n च=ch छ=chh ज=j झ=jh ञ=n ट=t ठ=th ड=d ढ=dh ण=n त=t थ=th द=d ध=dh न=n प=p फ=ph ब=b भ=bh म=m य=y र=r ल=l व=v श=sh ष=sh स=s ह=h ़= अ=a आ=a इ=i ई=i उ=u ऊ=u ऋ=ri ए=e ऐ=ai ओ=o औ=au ा=a ि=i ी=i ु=u ू=u ृ=ri े=e ै=ai ो=o ौ=au ॅ=e ॉ=o ं=n ँ=n ः=h ्=',
)
const LETTERS: ReadonlyMap<string, string> = new Map([...CYRILLIC, ...GREEK, ...ARABIC, ...HEBREW, ...KANA, ...DEVANAGARI])

/** Letters that are Latin and without accents already. */
const ASCII = /^[\u0020-\u007e]*$/

const HANGUL_FIRST = 0xac00
const HANGUL_LAST = 0xd7a3
const INITIALS = 'g kk n d tt r m b pp s ss  j jj ch k t p h'.split(' ')
const VOWELS = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ')
const FINALS = [' k k ks n nj nh t l lk lm lp ls lt lp lh m p ps t t ng t t k t p t'.split(' ')].flat()

/**
 * A word in Latin letters, in lower case and without accents: Cyrillic, Greek, Arabic, Hebrew, Devanagari, kana and Hangul by letter.
 * Short vowels that a script leaves out are missing; Chinese characters stay as they are.
 */
export function transliterate(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase()
  const composed = word.normalize('NFC').toLowerCase()
  let latin = ''
  for (const letter of composed)
    latin += LETTERS.get(hiraganaOf(letter)) ?? hangul(letter) ?? LETTERS.get(letter.normalize('NFD')[0] ?? '') ?? letter
  return latin.normalize('NFD').replaceAll(/\p{M}/gu, '').normalize('NFC')
}

/**
 * What is left of a word when scripts are taken for one another: its consonants in Latin letters, those that transcriptions mix up as one.
 * `محمد`, `Mohamed` and `Мохаммед` have the same.
 */
export function consonants(word: string): string {
  return transliterate(word)
    .replaceAll('ph', 'f')
    .replaceAll('kh', 'h')
    .replaceAll(/q|ck|c(?!h)/g, 'k')
    .replaceAll(/sch|sh|zh|ch|j/g, 's')
    .replaceAll('z', 's')
    .replaceAll(/[wv]/g, 'b')
    .replaceAll(/(?<=[bdgst])h/g, '')
    .replaceAll(/[aeiouy]/g, '')
    .replaceAll(/(.)\1+/g, '$1')
}

function hiraganaOf(letter: string): string {
  const code = letter.codePointAt(0) ?? 0
  return code >= 0x30a1 && code <= 0x30f4 ? String.fromCodePoint(code - 0x60) : letter
}

/** A syllable is an initial, a vowel and a final, counted through from the first of them (Unicode Standard, 3.12). */
function hangul(letter: string): string | undefined {
  const code = letter.codePointAt(0) ?? 0
  if (code < HANGUL_FIRST || code > HANGUL_LAST) return undefined
  const syllable = code - HANGUL_FIRST
  return `${INITIALS[Math.floor(syllable / 588)]}${VOWELS[Math.floor((syllable % 588) / 28)]}${FINALS[syllable % 28]}`
}

function lettersOf(pairs: string): (readonly [string, string])[] {
  return pairs.split(' ').map((pair) => {
    const [letter = '', latin = ''] = pair.split('=')
    return [letter, latin] as const
  })
}
