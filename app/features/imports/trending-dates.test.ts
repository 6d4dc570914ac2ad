import { describe, expect, test } from 'vitest'
import { readDayAndMonth, readFullDate, resolveDays, type WrittenDay, withoutNextId } from './trending-dates.ts'

const days = (texts: readonly string[], year = 2017) =>
  resolveDays(
    texts.map((text) => readDayAndMonth(text) as WrittenDay),
    year,
  ).map((time) => (time === undefined ? undefined : new Date(time).toISOString().slice(0, 10)))

describe('dates without a year', () => {
  test('10.1 after 09.10 is the tenth of October, whose zero a spreadsheet took away', () => {
    expect(days(['30.09', '01.10', '09.10', '10.1', '22.1'])).toEqual([
      '2017-09-30',
      '2017-10-01',
      '2017-10-09',
      '2017-10-10',
      '2017-10-22',
    ])
  })

  test('31.1 between months without their zeros is in January', () => {
    expect(days(['30.12', '31.1', '1.2', '2.2'], 2018)).toEqual(['2018-12-30', '2019-01-31', '2019-02-01', '2019-02-02'])
    expect(days(['28.1', '29.1', '30.1', '31.1', '1.2'], 2018)).toEqual([
      '2018-01-28',
      '2018-01-29',
      '2018-01-30',
      '2018-01-31',
      '2018-02-01',
    ])
  })

  test('alone, a single 1 is October: a January of this layout keeps its zero', () => {
    expect(days(['10.1', '11.1'])).toEqual(['2017-10-10', '2017-10-11'])
    expect(days(['10.01', '11.01'])).toEqual(['2017-01-10', '2017-01-11'])
  })

  test('the year changes where December meets January, and back', () => {
    expect(days(['30.12', '31.12', '01.01', '02.01'])).toEqual(['2017-12-30', '2017-12-31', '2018-01-01', '2018-01-02'])
    expect(days(['02.01', '01.01', '31.12'], 2018)).toEqual(['2018-01-02', '2018-01-01', '2017-12-31'])
  })

  test('a file from new to old is read as well', () => {
    expect(days(['11.1', '10.1', '09.10', '08.10'])).toEqual(['2017-10-11', '2017-10-10', '2017-10-09', '2017-10-08'])
  })

  test('the 29 February needs a leap year', () => {
    expect(days(['29.02'], 2016)).toEqual(['2016-02-29'])
    expect(days(['29.02'], 2017)).toEqual([undefined])
  })

  test.each(['', '13', '32.01', '31.04', '13.13', '00.10', '1.2.3', '13.09x', 'NaN'])('%j is none', (text) => {
    expect(readDayAndMonth(text)).toBeUndefined()
  })
})

describe('a date with the next row’s identifier behind it', () => {
  test.each([
    ['24.09l7yxJDFvTRM', '24.09', 'l7yxJDFvTRM'],
    ['26.0912345678901', '26.09', '12345678901'],
    ['10.1-eTpw0X9FRQ', '10.1', '-eTpw0X9FRQ'],
    ['24.09#NAME?', '24.09', '#NAME?'],
  ])('%s is %s and %s', (text, date, nextId) => {
    expect(withoutNextId(text)).toEqual({ text: date, nextId })
  })

  test('is not found in what is no date before it', () => {
    expect(withoutNextId('l7yxJDFvTRM')).toBeUndefined()
    expect(withoutNextId('99.99l7yxJDFvTRM')).toBeUndefined()
  })
})

test.each([
  ['17.14.11', '2017-11-14'],
  ['18.01.02', '2018-02-01'],
  ['2020-08-12', '2020-08-12'],
  ['2020-08-12T00:00:00Z', '2020-08-12'],
])('%s, which names its year, is %s', (text, day) => {
  expect(new Date(readFullDate(text) as number).toISOString()).toBe(`${day}T00:00:00.000Z`)
})

test.each(['17.11.14', '13.09', '2020-02-30', '2020-8-1', ''])('%j names no year, or no day', (text) => {
  expect(readFullDate(text)).toBeUndefined()
})
