import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const KEY_BYTES = 32
/** 128 bits are enough to tell all people of the world apart. */
const HASH_BYTES = 16

/** Turns an identifier into a pseudonym: the same one always into the same, differently in every workspace. */
export type Pseudonymise = (text: string) => string

/** The key pseudonyms are made with, kept in the data directory and nowhere else; made when it is first asked for. */
export function identityKey(dataDir: string): Buffer {
  const path = join(dataDir, 'identity-key')
  try {
    return checked(readFileSync(path), path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    writeFileSync(path, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx', flush: true })
    return readFileSync(path)
  }
}

/** HMAC-SHA-256 under a key of the workspace’s own (HKDF, RFC 5869): who knows all identifiers but not the key finds none again. */
export function pseudonyms(key: Buffer, workspaceId: string): Pseudonymise {
  const own = Buffer.from(hkdfSync('sha256', key, '', `trill pseudonyms of ${workspaceId}`, KEY_BYTES))
  return (text) => createHmac('sha256', own).update(text).digest().subarray(0, HASH_BYTES).toString('base64url')
}

function checked(key: Buffer, path: string): Buffer {
  if (key.length === KEY_BYTES) return key
  throw new Error(`The file ${path} should hold ${KEY_BYTES} bytes, it holds ${key.length}; restore it from a copy of the data directory`)
}
