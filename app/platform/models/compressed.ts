import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

const squeeze = promisify(gzip)
const expand = promisify(gunzip)

/** JSON as it is stored; a document of a model may be several MB. */
export async function compressed(value: object): Promise<{ readonly bytes: Buffer; readonly plainBytes: number }> {
  const plain = Buffer.from(JSON.stringify(value))
  return { bytes: await squeeze(plain), plainBytes: plain.length }
}

export async function readCompressed<T>(bytes: Buffer): Promise<T> {
  return JSON.parse((await expand(bytes)).toString('utf8')) as T
}
