import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')
const [light = '', dark = ''] = css.split(':root[data-theme="dark"]').map((half) => half.slice(0, half.indexOf('\n}')))
const token = (theme: string, name: string) => new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(theme)?.[1] ?? ''

const TEXTS = ['text', 'muted', 'faint', 'accent', 'positive', 'negative', 'warning', 'info']
const SERIES = Array.from({ length: 8 }, (_, slot) => `series-${slot}`)
const MARKS = [...SERIES, 'series-other', 'series-accent', 'series-previous']

/** Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB. */
const SIGHT: Record<string, number[]> = {
  common: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
}

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s theme', (_name, theme) => {
  test.each(TEXTS)('%s reads at 4.5 : 1 on the surface, on cards and on its own tint', (name) => {
    const grounds = ['surface', 'raised', 'sunken', ...(token(theme, `${name}-soft`) ? [`${name}-soft`] : [])]
    for (const ground of grounds) expect(contrast(token(theme, name), token(theme, ground)), ground).toBeGreaterThanOrEqual(4.5)
  })

  test('words on a button read at 4.5 : 1', () => {
    expect(contrast(token(theme, 'on-accent'), token(theme, 'accent'))).toBeGreaterThanOrEqual(4.5)
  })

  test.each(MARKS)('%s stands out at 3 : 1 on a card', (name) => {
    expect(contrast(token(theme, name), token(theme, 'raised'))).toBeGreaterThanOrEqual(3)
  })

  test.each(Object.keys(SIGHT))('the eight slots differ to %s sight', (sight) => {
    const seen = SERIES.map((name) => perceived(token(theme, name), SIGHT[sight] ?? []))
    const distances = seen.flatMap((one, index) =>
      seen.slice(index + 1).map((other) => Math.hypot(...one.map((value, place) => value - (other[place] ?? 0)))),
    )
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(0.07)
  })
})

function linear(hex: string): [number, number, number] {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

function contrast(one: string, other: string): number {
  const [light, dark] = [one, other]
    .map((hex) => {
      const [red, green, blue] = linear(hex)
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
    })
    .sort((a, b) => b - a) as [number, number]
  return light / dark
}

/** Oklab coordinates of a colour as it is seen. */
function perceived(hex: string, sight: readonly number[]): [number, number, number] {
  const rgb = linear(hex)
  const row = (at: number) =>
    Math.min(
      1,
      Math.max(
        0,
        rgb.reduce((sum, value, index) => sum + value * (sight[at * 3 + index] ?? 0), 0),
      ),
    )
  const [red, green, blue] = [row(0), row(1), row(2)]
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  return [
    0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
  ]
}
