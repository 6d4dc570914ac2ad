import { expect, test } from 'vitest'
import { ERRORS, REJECTIONS } from './errors.ts'

test('every error has a title and a remedy in whole sentences, and a status of an error', () => {
  for (const [code, { status, title, remedy }] of Object.entries(ERRORS)) {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(600)
    expect(title).toMatch(/^[A-Z].*[^.]$/)
    expect(remedy).toMatch(/^[A-Z].*\.$/s)
  }
})

test('every rejection is a snake_case word with a sentence', () => {
  for (const [reason, about] of Object.entries(REJECTIONS)) {
    expect(reason).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(about).toMatch(/^[A-Z].*\.$/s)
  }
})
