import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const VERSION = 1
export const KEY_BYTES = 32
const KEY_ID_BYTES = 8
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** A nonce, what is encrypted and its tag; for a data key. */
const WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES
const HEAD_BYTES = 1 + KEY_ID_BYTES
const SEALED_MIN_BYTES = HEAD_BYTES + WRAPPED_BYTES + NONCE_BYTES + TAG_BYTES

/** What a secret is and whose: sealed for one place, it opens at no other. */
export interface SecretPlace {
  readonly purpose: 'second factor' | 'pseudonym key' | 'connector credentials' | 'person key' | 'person attributes' | 'subscription'
  readonly ownerId: string
}

/** A key-encryption key. Its id names it in what it sealed and says nothing about it. */
export interface SecretKey {
  readonly id: string
  readonly bytes: Buffer
}

/** @throws RangeError when the key has not 32 bytes. */
export function secretKey(bytes: Buffer): SecretKey {
  if (bytes.length !== KEY_BYTES) throw new RangeError(`secretKey requires ${KEY_BYTES} bytes, got ${bytes.length}`)
  const id = createHash('sha256').update('trill secret key').update(bytes).digest('hex')
  return { id: id.slice(0, 2 * KEY_ID_BYTES), bytes }
}

/**
 * Envelope encryption with AES-256-GCM: a random key encrypts the secret, the key-encryption key encrypts that one.
 * Layout: version, id of the key, wrapped data key, sealed secret; each of the two is nonce, ciphertext, tag.
 */
export function sealWith(key: SecretKey, place: SecretPlace, plain: Uint8Array): Buffer {
  const dataKey = randomBytes(KEY_BYTES)
  const head = headOf(key)
  const wrapped = encrypt(key.bytes, dataKey, bound('data key', place, head))
  return Buffer.concat([head, wrapped, encrypt(dataKey, plain, bound('secret', place, head.subarray(0, 1)))])
}

/** The id of the key that something was sealed with. @throws SealBroken when it is nothing that was sealed. */
export function keyIdOf(sealed: Uint8Array): string {
  if (sealed.length < SEALED_MIN_BYTES || sealed[0] !== VERSION) throw new SealBroken('What is stored is no sealed secret of this version')
  return Buffer.from(sealed.subarray(1, HEAD_BYTES)).toString('hex')
}

/** @throws SealBroken when it was changed, moved from another place or sealed with another key. */
export function openWith(key: SecretKey, place: SecretPlace, sealed: Uint8Array): Buffer {
  const dataKey = unwrap(key, place, sealed)
  return decrypt(dataKey, sealed.subarray(HEAD_BYTES + WRAPPED_BYTES), bound('secret', place, sealed.subarray(0, 1)))
}

/** The same sealed secret under another key: only its data key is encrypted anew. @throws SealBroken as `openWith`. */
export function rewrap(from: SecretKey, to: SecretKey, place: SecretPlace, sealed: Uint8Array): Buffer {
  const head = headOf(to)
  const wrapped = encrypt(to.bytes, unwrap(from, place, sealed), bound('data key', place, head))
  return Buffer.concat([head, wrapped, sealed.subarray(HEAD_BYTES + WRAPPED_BYTES)])
}

/** Seals something under a data key that is kept elsewhere: who destroys that key destroys this, wherever copies of it are. */
export function sealUnder(dataKey: Buffer, place: SecretPlace, plain: Uint8Array): Buffer {
  const head = Buffer.from([VERSION])
  return Buffer.concat([head, encrypt(dataKey, plain, bound('secret', place, head))])
}

/** @throws SealBroken when it was changed, moved from another place or sealed under another key. */
export function openUnder(dataKey: Buffer, place: SecretPlace, sealed: Uint8Array): Buffer {
  if (sealed[0] !== VERSION || sealed.length <= NONCE_BYTES + TAG_BYTES)
    throw new SealBroken('What is stored is nothing that was sealed by this version')
  return decrypt(dataKey, sealed.subarray(1), bound('secret', place, sealed.subarray(0, 1)))
}

/** A sealed secret that cannot be trusted. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

function unwrap(key: SecretKey, place: SecretPlace, sealed: Uint8Array): Buffer {
  if (keyIdOf(sealed) !== key.id) throw new SealBroken('The secret was sealed with another key')
  const head = sealed.subarray(0, HEAD_BYTES)
  return decrypt(key.bytes, sealed.subarray(HEAD_BYTES, HEAD_BYTES + WRAPPED_BYTES), bound('data key', place, head))
}

function headOf({ id }: SecretKey): Buffer {
  return Buffer.concat([Buffer.from([VERSION]), Buffer.from(id, 'hex')])
}

/** Associated data; as JSON, so that no two places read the same. */
function bound(part: 'data key' | 'secret', { purpose, ownerId }: SecretPlace, head: Uint8Array): Buffer {
  return Buffer.from(JSON.stringify(['trill', part, purpose, ownerId, Buffer.from(head).toString('hex')]))
}

function encrypt(key: Buffer, plain: Uint8Array, associated: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(associated)
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, box: Uint8Array, associated: Buffer): Buffer {
  const tagAt = box.length - TAG_BYTES
  const decipher = createDecipheriv(CIPHER, key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(associated).setAuthTag(box.subarray(tagAt))
  try {
    return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES, tagAt)), decipher.final()])
  } catch {
    throw new SealBroken('The secret was changed, or belongs to another place')
  }
}
