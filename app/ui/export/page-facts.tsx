import type { FigurePassport } from '@trill/contract/passport'
import { createContext, type ReactNode, use } from 'react'
import { useView } from '../view.ts'
import { usePlace } from '../workspace.ts'
import { type ExportFact, passportFacts } from './table.ts'

/** Whether period and platforms change what the page shows. */
export const FilteredContext = createContext(false)
const PassportContext = createContext<FigurePassport | undefined>(undefined)

/** Says of all figures within where they come from, so that what is taken away says it too. */
export function FiguresFrom({ passport, children }: { passport: FigurePassport | undefined; children: ReactNode }) {
  return <PassportContext value={passport}>{children}</PassportContext>
}

/** What leaves the page says where it comes from. */
export interface Leaving {
  /** Of the rows; empty where nothing is said of them. */
  readonly provenance: string
  /** Name of a file without its ending: what and when. */
  readonly file: (what: string) => string
  readonly about: (subtitle: string | undefined, rows: number) => readonly ExportFact[]
}

/** @param simulated whether what leaves was made up, where the page knows better than the workspace. */
export function useLeaving(simulated?: boolean): Leaving {
  const { session, workspace } = usePlace()
  const view = useView()
  const filtered = use(FilteredContext)
  const passport = use(PassportContext)
  const provenance = simulated === true ? 'simulated' : (passport?.status ?? ofWorkspace(simulated ?? workspace.provenance === 'simulated'))
  const when = filtered ? `${view.period.from}-to-${view.period.to}` : todayWords()
  return {
    provenance,
    file: (what) => ['trill', what, ...(provenance.includes('simulated') ? [provenance.replace('_', '-')] : []), when].join('-'),
    about: (subtitle, rows) => [
      ...(subtitle === undefined ? [] : [['what', subtitle] as const]),
      ['workspace', workspace.name],
      ...(filtered ? filtersOf(view, workspace.time_zone) : []),
      ...Object.entries(view.words).flatMap(([name, value]) => (isOwnWord(name) && value ? [[`filter ${name}`, value] as const] : [])),
      ['page', location.href],
      ['rows', rows],
      ['exported_at', new Date().toISOString()],
      ['trill_version', session.version],
      ...(passport === undefined ? statusFacts(provenance) : passportFacts(passport)),
    ],
  }
}

function ofWorkspace(isSimulated: boolean): string {
  return isSimulated ? 'simulated' : ''
}

function statusFacts(provenance: string): ExportFact[] {
  return provenance === '' ? [] : [['status', provenance]]
}

function todayWords(): string {
  return new Date().toISOString().slice(0, 10)
}

function filtersOf({ period, platforms }: ReturnType<typeof useView>, timeZone: string): ExportFact[] {
  return [
    ['from', period.from],
    ['to', period.to],
    ['time_zone', timeZone],
    ['platforms', platforms.length === 0 ? 'all' : platforms.join(', ')],
  ]
}

const SAID_ELSEWHERE = new Set(['workspace', 'period', 'from', 'to', 'compare', 'platform'])
function isOwnWord(name: string): boolean {
  return !SAID_ELSEWHERE.has(name)
}
