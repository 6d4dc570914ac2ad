import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { People } from '../../platform/privacy/people.ts'

/** Stands where a refused row and what was wrong with it would name somebody of whom nothing may be shown. */
const WITHHELD = ',The row names somebody of whom nothing is shown,\n'

/** The rows of a rejects file, without those that name a minor or somebody who may not be stored. */
export async function* protectedRejects(path: string, people: People): AsyncGenerator<string> {
  for await (const row of rows(path)) {
    if (!people.names(row)) yield row
    else yield `${/^\d*,[a-z_]*,[\w.]*/.exec(row)?.[0] ?? ',,'}${WITHHELD}`
  }
}

/** A row goes on over line breaks while a quotation is open. */
async function* rows(path: string): AsyncGenerator<string> {
  let row = ''
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    row += `${line}\n`
    if (row.split('"').length % 2 === 0) continue
    yield row
    row = ''
  }
  if (row !== '') yield row
}
