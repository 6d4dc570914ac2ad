import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** A certificate and its key as PEM. */
export interface SelfSigned {
  readonly cert: string
  readonly key: string
}

const DAY = 86_400_000
const [SEQUENCE, SET, INTEGER, BITS, OCTETS, OBJECT_ID, UTF8, TIME] = [0x30, 0x31, 0x02, 0x03, 0x04, 0x06, 0x0c, 0x18] as const
const [ED25519, COMMON_NAME, ALTERNATIVE_NAME] = ['2b6570', '550403', '551d11'].map((hex) => der(OBJECT_ID, Buffer.from(hex, 'hex')))
const ALGORITHM = der(SEQUENCE, ED25519)

/** A certificate for localhost that vouches for itself: X.509 version 3 (RFC 5280) with an Ed25519 key (RFC 8410), in DER. */
export function selfSigned({ expiresAt = Date.now() + DAY } = {}): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const content = contentOf(publicKey, expiresAt)
  const signature = der(BITS, Buffer.of(0), sign(null, content, privateKey))
  const lines = der(SEQUENCE, content, ALGORITHM, signature).toString('base64').replaceAll(/.{64}/g, '$&\n')
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function contentOf(publicKey: KeyObject, expiresAt: number): Buffer {
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8, Buffer.from('localhost')))))
  const localhost = der(SEQUENCE, der(0x82, Buffer.from('localhost')), der(0x87, Buffer.of(127, 0, 0, 1)))
  return der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.of(2))),
    der(INTEGER, Buffer.of(1), randomBytes(8)),
    ALGORITHM,
    name,
    der(SEQUENCE, time(expiresAt - 2 * DAY), time(expiresAt)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(SEQUENCE, der(SEQUENCE, ALTERNATIVE_NAME, der(OCTETS, localhost)))),
  )
}

function time(at: number): Buffer {
  return der(TIME, Buffer.from(`${new Date(at).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`))
}

function der(tag: number, ...parts: (Buffer | undefined)[]): Buffer {
  const content = Buffer.concat(parts.filter((part) => part !== undefined))
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}
