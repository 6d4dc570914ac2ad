import { exact, type PopulationColumns, rounded } from './columns.ts'
import { geometricAt, poissonAt } from './counts.ts'
import { gammaCurve, kept } from './quantiles.ts'
import { countsOf } from './social.ts'
import { correlatedScores, type Standing } from './standing.ts'
import { type Block, drawSystematically, stratifiedUniforms } from './strata.ts'
import { TARGETS } from './targets.ts'

/** In months: those who came so lately leave most. */
const EARLY = 3
const TENURE_MAX = 84
const NEWTON_STEPS = 6
const DAYS_INACTIVE_MAX = 60
const WEEK = 7
const SESSIONS_AN_OPENING = 0.8

const sessionMinutes = kept(() => gammaCurve(6, 7.8))

/** Use of the apps, and who leaves. */
export function retentionOf(block: Block, standing: Standing, tenure: Int32Array): PopulationColumns {
  const { drive, engagement } = standing
  const habit = correlatedScores(block, 'opens', drive, 0.7).map((score) => Math.exp(0.5 * score))
  const opens = countsOf(block, 'opens', habit, 5)
  const away = stratifiedUniforms(block.random.fork('away'), block.size).map((uniform, row) =>
    Math.min(geometricAt(uniform, 0.08 + 0.75 * (engagement[row] as number)), DAYS_INACTIVE_MAX),
  )
  const chance = stratifiedUniforms(block.random.fork('sessions'), block.size)
  const sessions = opens.map((perDay, row) => {
    const days = WEEK - (away[row] as number)
    return days <= 0 ? 0 : Math.max(1, poissonAt(chance[row] as number, SESSIONS_AN_OPENING * perDay * days))
  })
  const probabilities = churnProbabilities(block, standing, tenure)
  return {
    app_opens_day: exact(opens),
    session_duration_avg_min: rounded(correlatedScores(block, 'session', drive, 0.2).map(sessionMinutes()), 1),
    sessions_last_7_days: exact(sessions),
    days_since_last_active: rounded(away, 0),
    churn_probability: rounded(probabilities, 3),
    churn_30_day: exact(drawSystematically(block.random.fork('churn'), probabilities)),
  }
}

/** Probabilities to three decimals, as they are written: the label is drawn from what the column says. */
function churnProbabilities(block: Block, { engagement, tier }: Standing, tenure: Int32Array): Float64Array {
  const unseen = correlatedScores(block, 'churn', new Float64Array(block.size), 0)
  const log84 = Math.log1p(TENURE_MAX)
  const inclination = unseen.map((score, row) => {
    const months = tenure[row] as number
    const stays = 3.2 * ((engagement[row] as number) - TARGETS.engagement_score.target) + 0.5 * Number((tier[row] as number) > 0)
    return 0.5 * score - stays - (1.1 * Math.log1p(months)) / log84 + 0.9 * Number(months <= EARLY)
  })
  const level = levelOf(inclination, TARGETS.churn_pct.target / 100)
  return inclination.map((value) => Math.floor(1000 * logistic(value + level) + 0.5) / 1000)
}

/** What is added to the inclinations so that the mean probability is the given one, by Newton’s method. */
function levelOf(inclination: Float64Array, mean: number): number {
  let level = 0
  for (let step = 0; step < NEWTON_STEPS; step += 1) {
    let [sum, slope] = [0, 0]
    for (const value of inclination) {
      const p = logistic(value + level)
      sum += p
      slope += p * (1 - p)
    }
    level -= (sum - mean * inclination.length) / slope
  }
  return level
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
