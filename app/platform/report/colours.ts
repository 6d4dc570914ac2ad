import { readFileSync } from 'node:fs'
import { color } from 'echarts/core'
import type { Paint } from '../../ui/drawing.ts'
import type { ChartColours } from '../../ui/palette.ts'
import { FONT_FAMILY } from './fonts.ts'

const TOKENS = lightTokens(readFileSync(new URL('../../ui/tokens.css', import.meta.url), 'utf8'))

/** A token of the light theme, `#rrggbb`. @throws RangeError when there is none of that name. */
export function token(name: string): string {
  const value = TOKENS.get(name)
  if (value === undefined) throw new RangeError(`There is no token --${name} in tokens.css`)
  return value
}

/** What charts are drawn with on paper: the light theme. */
export const PAPER_COLOURS: ChartColours = {
  series: Array.from({ length: 8 }, (_, slot) => token(`series-${slot}`)),
  other: token('series-other'),
  accent: token('series-accent'),
  previous: token('series-previous'),
  heat: Array.from({ length: 5 }, (_, step) => token(`heat-${step}`)),
  text: token('text'),
  muted: token('muted'),
  border: token('border'),
  raised: token('raised'),
  font: FONT_FAMILY,
}

/** A colour as CSS writes it, however that is. @throws RangeError when it is none. */
export function colourOf(text: string, opacity = 1): Paint {
  const parsed = color.parse(text)
  if (parsed === undefined) throw new RangeError(`A drawing requires colours, got ${JSON.stringify(text)}`)
  const [red = 0, green = 0, blue = 0, alpha = 1] = parsed
  const hex = [red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')
  return { colour: `#${hex}`, opacity: alpha * opacity }
}

/** The first block of the file is the light theme. */
function lightTokens(css: string): ReadonlyMap<string, string> {
  const block = css.slice(css.indexOf(':root'), css.indexOf('}'))
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name as string, value as string]))
}
