import { hash, verify } from '@node-rs/argon2'

/** Argon2id (the library’s default) with 64 MiB, three passes and one lane, as RFC 9106 recommends where memory is scarce. */
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1 }
/** What the password of an account that does not exist is compared with, so that both take the same time. */
let nobody: Promise<string> | undefined

/** What is stored of a password: salt, cost and Argon2id hash in one text. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST)
}

/** Whether a password is the one that was stored; false, after the same work, where none was. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  nobody ??= hash('', COST)
  const matches = await verify(stored ?? (await nobody), password.normalize('NFKC'))
  return stored !== null && matches
}

/** Why a password would be guessed soon; undefined when it would not. */
export function weaknessOf(password: string, email: string): string | undefined {
  const letters = password.toLowerCase()
  const [name = ''] = email.toLowerCase().split('@')
  if (new Set(letters).size < 6) return 'it repeats fewer than six different characters'
  if (name.length > 3 && letters.includes(name)) return 'it holds the e-mail address'
  if (isRun(letters)) return 'it is a row of the keyboard or the alphabet'
  return undefined
}

const ROWS = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwertyuiopasdfghjklzxcvbnm']

/** True when three quarters of the neighbours in the text are neighbours in a row too. */
function isRun(text: string): boolean {
  const pairs = [...text].slice(1).map((letter, index) => `${text[index]}${letter}`)
  const known = pairs.filter((pair) => ROWS.some((row) => row.includes(pair) || [...row].reverse().join('').includes(pair)))
  return known.length >= pairs.length * 0.75
}
