import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, isSecretKey } from '../config.ts'
import { writeWhole } from '../data-directory.ts'
import { KEY_BYTES, keyIdOf, openWith, rewrap, type SecretKey, type SecretPlace, sealWith, secretKey } from './envelope.ts'

/** Seals secrets before they are stored, and opens them again. */
export interface Vault {
  /** Id of the key that seals from now on. */
  readonly keyId: string
  /** True when a key of that id opens. */
  knows(keyId: string): boolean
  seal(place: SecretPlace, plain: Uint8Array): Buffer
  /** @throws SecretKeyMissing, or SealBroken when what is stored was changed or moved. */
  open(place: SecretPlace, sealed: Uint8Array): Buffer
  /** The same under the present key. @throws as `open`. */
  renew(place: SecretPlace, sealed: Uint8Array): Buffer
}

/** What was sealed with a key that is not here. */
export class SecretKeyMissing extends Error {
  override readonly name = 'SecretKeyMissing'

  constructor(keyId: string) {
    super(
      `Stored secrets were sealed with the key ${keyId}, which is neither TRILL_SECRET_KEY, nor in TRILL_SECRET_KEY_PREVIOUS, nor secret.key in the data directory`,
    )
  }
}

type Keys = Pick<Config, 'dataDir' | 'secretKey' | 'secretKeyPrevious'>

/**
 * The first key seals: the one that is set, otherwise that of the file `secret.key`, which is made when there is none.
 * All others only open.
 * @throws Error naming the file when it holds no key.
 */
export function openVault({ dataDir, secretKey: set, secretKeyPrevious }: Keys): Vault {
  const file = keyInFile(dataDir, set === '')
  const texts = [set, file, ...secretKeyPrevious].filter((text) => text !== '')
  const keys = texts.map((text) => secretKey(Buffer.from(text, 'base64')))
  const [present] = keys as [SecretKey, ...SecretKey[]]
  const keyOf = (sealed: Uint8Array) => {
    const keyId = keyIdOf(sealed)
    const key = keys.find(({ id }) => id === keyId)
    if (key === undefined) throw new SecretKeyMissing(keyId)
    return key
  }
  return {
    keyId: present.id,
    knows: (keyId) => keys.some(({ id }) => id === keyId),
    seal: (place, plain) => sealWith(present, place, plain),
    open: (place, sealed) => openWith(keyOf(sealed), place, sealed),
    renew: (place, sealed) => rewrap(keyOf(sealed), present, place, sealed),
  }
}

function keyInFile(dataDir: string, isNeeded: boolean): string {
  const path = join(dataDir, 'secret.key')
  if (!existsSync(path)) {
    if (!isNeeded) return ''
    writeWhole(path, `${randomBytes(KEY_BYTES).toString('base64')}\n`)
  }
  chmodSync(path, 0o600)
  const text = readFileSync(path, 'utf8').trim()
  if (isSecretKey(text)) return text
  throw new Error(`The file ${path} should hold ${KEY_BYTES} bytes in base64; restore it from a copy, or set TRILL_SECRET_KEY`)
}
