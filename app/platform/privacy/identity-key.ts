import { hkdfSync, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Hmac128, hmac128 } from './hmac-128.ts'

const KEY_BYTES = 32

/** Turns an identifier into a pseudonym: the same one always into the same, differently in every workspace. */
export type Pseudonymise = Hmac128

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
  return hmac128(Buffer.from(hkdfSync('sha256', key, '', `trill pseudonyms of ${workspaceId}`, KEY_BYTES)))
}

function checked(key: Buffer, path: string): Buffer {
  if (key.length === KEY_BYTES) return key
  throw new Error(`The file ${path} should hold ${KEY_BYTES} bytes, it holds ${key.length}; restore it from a copy of the data directory`)
}
