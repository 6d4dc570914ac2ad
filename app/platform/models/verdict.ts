import { modelFigure } from '@trill/contract/model-figures'
import type { Estimate } from '@trill/core/model-selection/bootstrap'
import type { Figures, Judgement } from './judge.ts'

/** Whether a candidate goes live by itself, and why. */
export interface Verdict {
  readonly promote: boolean
  readonly reason:
    | 'better_than_live'
    | 'not_better_than_live'
    | 'worse_than_live'
    | 'first_to_beat_baselines'
    | 'no_better_than_baselines'
    | 'no_more_than_noise'
    | 'too_good_to_be_believed'
    | 'live_cannot_take_rows'
    | 'replaces_marked'
  /** The same in a sentence with figures. */
  readonly why: string
}

export interface Judged {
  readonly judgedBy: string
  readonly judgement: Judgement
  /** What it says of rows held out agrees with what came of them no better than by chance. */
  readonly noise?: boolean
  /** The columns it learned from tell more than can be believed: one of them may only be known afterwards. */
  readonly suspicious?: boolean
  /** The version that is live: undefined where there is none. */
  readonly live?: { readonly version: number /** An erasure asks that it be replaced. */; readonly marked: boolean } | undefined
}

const NOISE = 'What it says of rows it did not learn from is no better than chance: these columns do not tell the target.'
const TOO_GOOD =
  'Too good to be believed: the columns it learned from tell the target almost without error, and no few of them can be blamed. Look among ' +
  'those it leans on for what is only known afterwards, leave that out of the data and learn anew. If all of them are known beforehand, ' +
  'somebody may promote it.'

/**
 * A candidate goes live only if it is better: on the same rows the interval of its difference must lie on the better side of zero, against
 * the version that is live, or where there is none against each simple rule. A live version that an erasure asks to replace goes for any
 * candidate that beats the rules and is not shown to be worse. What is no more than noise, or too good to be believed, never goes live by itself.
 */
export function verdictOf({ judgedBy, judgement, noise = false, suspicious = false, live }: Judged): Verdict {
  if (noise) return { promote: false, reason: 'no_more_than_noise', why: NOISE }
  if (suspicious) return { promote: false, reason: 'too_good_to_be_believed', why: TOO_GOOD }
  const { overLive, overBaselines } = judgement
  const unbeaten = Object.entries(overBaselines).find(([, figures]) => sideOf(judgedBy, figures) !== 'better')
  if (live !== undefined && overLive !== null) {
    const side = sideOf(judgedBy, overLive)
    const said = `${differenceText(judgedBy, overLive)} against version ${live.version}`
    if (side === 'better') return { promote: true, reason: 'better_than_live', why: `Better: ${said}.` }
    if (side === 'worse') return { promote: false, reason: 'worse_than_live', why: `Worse: ${said}.` }
    if (live.marked && unbeaten === undefined) {
      const why = `An erasure asks that version ${live.version} be replaced, and this one is not shown to be worse: ${said}.`
      return { promote: true, reason: 'replaces_marked', why }
    }
    return { promote: false, reason: 'not_better_than_live', why: `Not shown to be better: ${said}.` }
  }
  if (unbeaten !== undefined) {
    const why = `Not shown to be better than the rule “${unbeaten[0]}”: ${differenceText(judgedBy, unbeaten[1])}.`
    return { promote: false, reason: 'no_better_than_baselines', why }
  }
  if (live !== undefined) {
    const why = `Version ${live.version} cannot take today’s rows; this one beats every rule: ${againstRules(judgedBy, overBaselines)}.`
    return { promote: true, reason: 'live_cannot_take_rows', why }
  }
  const why = `No version is live, and this one beats every rule: ${againstRules(judgedBy, overBaselines)}.`
  return { promote: true, reason: 'first_to_beat_baselines', why }
}

/** On which side of zero the interval of a difference lies; `unclear` where it holds zero, or where there is none. */
export function sideOf(name: string, differences: Figures): 'better' | 'worse' | 'unclear' {
  const difference = differences[name]
  const better = modelFigure(name)?.better ?? null
  if (difference === undefined || difference.lower === null || difference.upper === null || better === null) return 'unclear'
  if (difference.lower > 0) return better === 'higher' ? 'better' : 'worse'
  if (difference.upper < 0) return better === 'higher' ? 'worse' : 'better'
  return 'unclear'
}

/** A difference with its interval, such as “Brier score −0.012 (95 % interval −0.020 to −0.004)”. */
export function differenceText(name: string, figures: Figures): string {
  const label = modelFigure(name)?.label ?? name
  const { value, lower, upper }: Estimate = figures[name] ?? { value: null, lower: null, upper: null }
  if (value === null || lower === null || upper === null) return `${label} has no value`
  return `${label} ${signed(value)} (95 % interval ${signed(lower)} to ${signed(upper)})`
}

function againstRules(judgedBy: string, overBaselines: Readonly<Record<string, Figures>>): string {
  return Object.entries(overBaselines)
    .map(([name, figures]) => `${differenceText(judgedBy, figures)} against “${name}”`)
    .join(', ')
}

function signed(value: number): string {
  const digits = Math.abs(value).toPrecision(3)
  const plain = digits.includes('e') ? String(Number(digits)) : digits
  return value < 0 ? `−${plain}` : `+${plain}`
}
