/** Letters that no decomposition brings to their base. */
const SINGLE_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}
const SINGLE_LETTER = /[ßæœøłđðþı]/g
/** Marks of other scripts are vowels, or other letters: they stay. */
const MARKED_LETTER = /([\p{Script=Latin}\p{Script=Greek}])\p{Mn}+/gu

/**
 * A text as it is compared: compatibility forms brought together, in small letters, and without accents on Latin and Greek letters.
 * `Café`, `CAFE` and `ｃａｆé` are one; marks of other scripts stay, as they are letters there.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(MARKED_LETTER, '$1')
    .normalize('NFC')
    .replaceAll(SINGLE_LETTER, (letter) => SINGLE_LETTERS[letter] as string)
}
