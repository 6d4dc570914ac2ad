import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeWhole } from '../data-directory.ts'
import { headSeal, type Link, same } from './chain.ts'

const KEY = /^[0-9a-f]{64}$/
const HASH = /^[0-9a-f]{64}$/

/** The key that seals records: made once, readable by the owner of the data directory only. */
export function openSealKey(dataDir: string): Buffer {
  const path = join(dataDir, 'audit.key')
  if (!existsSync(path)) writeWhole(path, `${randomBytes(32).toString('hex')}\n`)
  chmodSync(path, 0o600)
  const text = readFileSync(path, 'utf8').trim()
  if (KEY.test(text)) return Buffer.from(text, 'hex')
  throw new Error(
    `The file ${path} should hold the key that seals the audit log and the consents, 64 hexadecimal digits; restore it from a backup`,
  )
}

/** Where the log ended when this installation last wrote to it. */
export type Head = Link | 'missing' | 'changed'

/** The newest record’s place, kept outside the database and sealed: it shows when the end of the table was cut off. */
export class HeadFile {
  readonly #path: string
  readonly #form: string
  readonly #key: Buffer

  /** @param name of the log; @param form stands in what is sealed. */
  constructor(dataDir: string, { name, form, key }: { readonly name: string; readonly form: string; readonly key: Buffer }) {
    this.#path = join(dataDir, `${name}.head`)
    this.#form = form
    this.#key = key
  }

  read(): Head {
    if (!existsSync(this.#path)) return 'missing'
    const head = parsed(readFileSync(this.#path, 'utf8'))
    return head !== undefined && same(head.seal, headSeal(this.#form, head, this.#key))
      ? { sequence: head.sequence, hash: head.hash }
      : 'changed'
  }

  /** A file that something else changed is left as it is: it is the evidence. */
  write(link: Link): void {
    if (this.read() === 'changed') return
    const { sequence, hash } = link
    const text = { sequence, hash: hash.toString('hex'), seal: headSeal(this.#form, link, this.#key).toString('hex') }
    writeWhole(this.#path, `${JSON.stringify(text)}\n`)
  }
}

function parsed(text: string): (Link & { seal: Buffer }) | undefined {
  try {
    const { sequence, hash, seal } = JSON.parse(text) as Record<string, unknown>
    const isWhole = Number.isSafeInteger(sequence) && HASH.test(String(hash)) && HASH.test(String(seal))
    if (!isWhole) return undefined
    return { sequence: Number(sequence), hash: Buffer.from(String(hash), 'hex'), seal: Buffer.from(String(seal), 'hex') }
  } catch {
    return undefined
  }
}
