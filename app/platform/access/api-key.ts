import type { KeyScope } from '@trill/contract/permissions'
import { hashSecret, newSecret } from './secret.ts'

/** Characters of the secret that are shown in lists, so that a person can tell keys apart. */
const SHOWN_CHARACTERS = 4

export interface NewKey {
  /** Shown once. */
  readonly key: string
  /** What may be shown later. */
  readonly prefix: string
  /** What is stored. */
  readonly hash: Buffer
}

/** A fresh key, `trill_<scope>_<43 characters>`. */
export function newKey(scope: KeyScope): NewKey {
  const key = `trill_${scope}_${newSecret()}`
  return { key, prefix: key.slice(0, `trill_${scope}_`.length + SHOWN_CHARACTERS), hash: hashSecret(key) }
}
