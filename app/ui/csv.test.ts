import { expect, test } from 'vitest'
import { toCsv } from './csv.ts'

const body = (...rows: (string | number | null)[][]) => toCsv(['a', 'b'], rows).split('\r\n').slice(1, -1)

test('text that a spreadsheet would run as a formula is neutralised', () => {
  expect(body(['=1+1', '+2'], ['-3', '@x'], ['\tz', 'plain'])).toEqual(["'=1+1,'+2", "'-3,'@x", '"\'\tz",plain'])
})

test('negative numbers stay numbers', () => {
  expect(body([-3, 1.5])).toEqual(['-3,1.5'])
})

test('commas, quotes and line breaks are quoted', () => {
  expect(toCsv(['a'], [['x,y'], ['say "hi"'], ['two\nlines']])).toBe('\uFEFFa\r\n"x,y"\r\n"say ""hi"""\r\n"two\nlines"\r\n')
})

test('nothing known is an empty cell', () => {
  expect(body([null, ''])).toEqual([','])
})
