/**
 * Whether the last digit of a number is its Luhn check digit. One digit 0 is valid too, so callers check the length.
 * @param digits Digits only.
 * @see ISO/IEC 7812-1 (2017), annex B.
 */
export function hasLuhnDigit(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48
    const twice = digit * 2
    sum += i % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice
  }
  return digits.length > 0 && sum % 10 === 0
}

/**
 * Remainder by 97 of a number written with digits and letters, A for 10 to Z for 35.
 * @param text Digits and upper-case letters only.
 * @see ISO/IEC 7064 (2003), MOD 97-10.
 */
export function remainderBy97(text: string): number {
  let remainder = 0
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    remainder = code < 65 ? (remainder * 10 + code - 48) % 97 : (remainder * 100 + code - 55) % 97
  }
  return remainder
}

/**
 * Whether the last digit of a number is its check digit by MOD 11,10.
 * @param digits Digits only.
 * @see ISO/IEC 7064 (2003), MOD 11,10.
 */
export function hasHybridDigit(digits: string): boolean {
  let product = 10
  for (let i = 0; i < digits.length - 1; i += 1) {
    const sum = (digits.charCodeAt(i) - 48 + product) % 10
    product = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return (11 - product) % 10 === digits.charCodeAt(digits.length - 1) - 48
}

/** Sum of the digits, each times its weight; further digits count nothing. */
export function weightedSum(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * (digits.charCodeAt(i) - 48), 0)
}
