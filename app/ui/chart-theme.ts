import { useEffect, useState } from 'react'
import type { ChartColours } from './palette.ts'

/** The tokens as charts need them, read from the page and read again when the theme changes. */
export function useChartColours(): ChartColours {
  const [colours, setColours] = useState(readColours)
  useEffect(() => {
    const watcher = new MutationObserver(() => setColours(readColours()))
    watcher.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    return () => watcher.disconnect()
  }, [])
  return colours
}

function readColours(): ChartColours {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    series: Array.from({ length: 8 }, (_, slot) => token(`series-${slot}`)),
    other: token('series-other'),
    accent: token('series-accent'),
    previous: token('series-previous'),
    heat: Array.from({ length: 5 }, (_, step) => token(`heat-${step}`)),
    text: token('text'),
    muted: token('muted'),
    border: token('border'),
    raised: token('raised'),
    font: style.fontFamily,
  }
}
