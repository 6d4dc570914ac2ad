import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Receipt } from './contract.ts'

/** Signs receipts; the public half is handed out, so that anybody can check one. */
export interface ReceiptKey {
  readonly publicKey: string
  sign(receipt: Omit<Receipt, 'signature'>): Receipt
}

/** The key of a data directory, made when it is first asked for. */
export function receiptKey(dataDir: string): ReceiptKey {
  const key = keptKey(join(dataDir, 'receipt-key.pem'))
  return {
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
    sign: (receipt) => ({ ...receipt, signature: sign(null, canonical(receipt), key).toString('base64url') }),
  }
}

/** Tells whether a receipt is as it was signed. */
export function isGenuine({ signature, ...receipt }: Receipt, publicKey: string): boolean {
  return verify(null, canonical(receipt), publicKey, Buffer.from(signature, 'base64url'))
}

function keptKey(path: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const { privateKey } = generateKeyPairSync('ed25519')
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx', flush: true })
    return privateKey
  }
}

/** JSON with sorted keys and without spaces, as RFC 8785 writes values of these kinds. */
function canonical(value: object): Buffer {
  const sorted = (_key: string, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  return Buffer.from(JSON.stringify(value, sorted))
}
