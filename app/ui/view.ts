import { useNavigate, useSearch } from '@tanstack/react-router'
import { DEFAULT_PRESET, isDay, isPreset, type Period, type Preset, presetPeriod, todayIn } from './period.ts'
import { useWorkspace } from './workspace.ts'

export type SearchWords = Readonly<Record<string, string | undefined>>

/** What stays when the reader goes from page to page; the rest of the address belongs to one page. */
export const KEPT = ['workspace', 'period', 'from', 'to', 'compare', 'platform'] as const

/** Everything that changes what is shown, as it stands in the address. */
export interface View {
  readonly workspace: string
  readonly period: Period
  readonly preset: Preset | 'custom'
  /** True when the figures stand beside those of the period before. */
  readonly compare: boolean
  readonly platforms: readonly string[]
  /** Words of the address that belong to one page: `sort`, `search`, `page` … */
  readonly words: SearchWords
  /** Changes words of the address; undefined takes a word out. `replace` leaves no step to go back to. */
  readonly change: (words: SearchWords, options?: { replace?: boolean }) => void
}

export function useView(): View {
  const workspace = useWorkspace()
  const words = useSearchWords()
  const navigate = useNavigate()
  const { period, preset } = periodOf(words, todayIn(workspace.time_zone, new Date()))
  return {
    workspace: workspace.id,
    period,
    preset,
    compare: words.compare !== 'off',
    platforms: words.platform ? words.platform.split(',') : [],
    words,
    change: (changes, { replace = false } = {}) => {
      const search = (present: SearchWords) => ({ ...present, ...changes })
      void navigate({ to: '.', search: search as never, replace })
    },
  }
}

export function useSearchWords(): SearchWords {
  return useSearch({ strict: false }) as SearchWords
}

/** A link to another page takes period, platforms and workspace along. */
export function keptWords(words: SearchWords): SearchWords {
  return Object.fromEntries(KEPT.flatMap((name) => (words[name] === undefined ? [] : [[name, words[name]]])))
}

/** What the API is asked with. */
export function periodParameters(view: View): Record<string, string | undefined> {
  return { workspace_id: view.workspace, from: view.period.from, to: view.period.to, platform: view.platforms.join(',') || undefined }
}

function periodOf(words: SearchWords, today: string): { period: Period; preset: Preset | 'custom' } {
  if (isDay(words.from) && isDay(words.to) && words.from <= words.to)
    return { period: { from: words.from, to: words.to }, preset: 'custom' }
  const preset = isPreset(words.period) ? words.period : DEFAULT_PRESET
  return { period: presetPeriod(preset, today), preset }
}
