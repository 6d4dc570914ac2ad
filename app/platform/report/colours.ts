import { readFileSync } from 'node:fs'
import { color } from 'echarts/core'
import type { Paint } from '../../ui/drawing.ts'
import type { ChartColours } from '../../ui/palette.ts'
import { FONT_FAMILY } from './fonts.ts'

export type Theme = 'light' | 'dark'

const CSS = readFileSync(new URL('../../ui/tokens.css', import.meta.url), 'utf8')
const TOKENS: Readonly<Record<Theme, ReadonlyMap<string, string>>> = {
  light: tokensIn(':root {'),
  dark: tokensIn(':root[data-theme="dark"] {'),
}

/** A colour of the interface, `#rrggbb`. @throws RangeError when there is none of that name. */
export function token(name: string, theme: Theme = 'light'): string {
  const value = TOKENS[theme].get(name)
  if (value === undefined) throw new RangeError(`There is no colour --${name} in tokens.css`)
  return value
}

/** What charts are drawn with; paper is light. */
export const DRAWING_COLOURS: Readonly<Record<Theme, ChartColours>> = { light: coloursOf('light'), dark: coloursOf('dark') }

function coloursOf(theme: Theme): ChartColours {
  const role = (name: string) => token(name, theme)
  return {
    series: Array.from({ length: 8 }, (_, slot) => role(`series-${slot}`)),
    other: role('series-other'),
    accent: role('series-accent'),
    previous: role('series-previous'),
    heat: Array.from({ length: 5 }, (_, step) => role(`heat-${step}`)),
    text: role('text'),
    muted: role('muted'),
    border: role('border'),
    raised: role('raised'),
    font: FONT_FAMILY,
  }
}

/** A colour as CSS writes it, however that is. @throws RangeError when it is none. */
export function colourOf(text: string, opacity = 1): Paint {
  const parsed = color.parse(text)
  if (parsed === undefined) throw new RangeError(`A drawing requires colours, got ${JSON.stringify(text)}`)
  const [red = 0, green = 0, blue = 0, alpha = 1] = parsed
  const hex = [red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')
  return { colour: `#${hex}`, opacity: alpha * opacity }
}

function tokensIn(selector: string): ReadonlyMap<string, string> {
  const begin = CSS.indexOf(selector)
  const block = CSS.slice(begin, CSS.indexOf('}', begin))
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name as string, value as string]))
}
