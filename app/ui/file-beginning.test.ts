import { describe, expect, test } from 'vitest'
import { beginningOf, decode, guessDelimiter, guessEncoding, tableBeginning } from './file-beginning.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const utf16 = (text: string, littleEndian: boolean) => {
  const view = new DataView(new ArrayBuffer(text.length * 2))
  for (let i = 0; i < text.length; i += 1) view.setUint16(i * 2, text.charCodeAt(i), littleEndian)
  return new Uint8Array(view.buffer)
}

async function gzipped(bytes: Uint8Array<ArrayBuffer>): Promise<Blob> {
  return new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))).blob()
}

describe('the beginning of a file', () => {
  test('is read through gzip, also of a file that is only begun', async () => {
    const text = Array.from({ length: 200_000 }, (_, i) => `row ${i},${Math.sin(i)}`).join('\n')
    const whole = await gzipped(utf8(text))
    for (const file of [whole, whole.slice(0, 100_000), new Blob([text])]) {
      const head = decode(await beginningOf(file), 'utf-8')
      expect(head.length).toBeGreaterThan(50_000)
      expect(text.startsWith(head)).toBe(true)
    }
    expect(await beginningOf(new Blob([]))).toHaveLength(0)
  })

  test.each([
    ['a character cut off at the end', utf8('größe').subarray(0, 3), 'utf-8'],
    ['a mark', utf8('\uFEFFtype'), 'utf-8'],
    ['nothing', new Uint8Array(), 'utf-8'],
    ['Latin letters', new Uint8Array([0x67, 0x72, 0xf6, 0xdf, 0x65]), 'windows-1252'],
    ['UTF-16 with a mark', utf16('\uFEFFtype', true), 'utf-16le'],
    ['UTF-16 without one', utf16('type,actor', true), 'utf-16le'],
    ['UTF-16 the other way round', utf16('type,actor', false), 'utf-16be'],
  ])('that holds %s tells its encoding', (_, bytes, encoding) => {
    expect(guessEncoding(bytes)).toBe(encoding)
  })

  test.each([
    ['type,actor_id\n', ','],
    ['"a;b;c;d",type,actor;x', ','],
    ['typ;wer;wann\nview,a,b,c,d,e', ';'],
    ['"one ""quoted"", two"|b|c', '|'],
    ['a\tb', '\t'],
    ['alone', ','],
    ['', ','],
  ])('%j is cut at %j', (text, delimiter) => {
    expect(guessDelimiter(text)).toBe(delimiter)
  })

  test('is a table of its first twenty rows', async () => {
    const text = `\uFEFFtype ,"two\nlines",c\r\n${Array.from({ length: 50 }, (_, i) => `${i},"x ""y"", z",`).join('\r\n')}`
    const { columns, rows } = await tableBeginning(decode(utf8(text), 'utf-8'), ',')
    expect(columns).toEqual(['type', 'two\nlines', 'c'])
    expect(rows).toHaveLength(20)
    expect(rows[1]).toEqual(['1', 'x "y", z', ''])
  })

  test('is still shown where a quote never closes', async () => {
    const { columns, rows } = await tableBeginning('type,actor_id\n"view,ada\nlike,bob', ',')
    expect(columns).toEqual(['type', 'actor_id'])
    expect(rows).toHaveLength(2)
  })
})
