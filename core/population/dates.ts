import { exact, type PopulationColumns, percentOf, rounded, whereAny } from './columns.ts'
import { binomialAt, poissonAt } from './counts.ts'
import { betaCurve, gammaCurve, kept, scoreOf } from './quantiles.ts'
import { countsOf, timesGamma } from './social.ts'
import { correlatedScores, type Standing } from './standing.ts'
import { type Block, orderBy, scaledToMean, stratifiedUniforms } from './strata.ts'
import { type Swiping, scaledWhere } from './swiping.ts'
import { TARGETS } from './targets.ts'

const DAYS_A_MONTH = 30.4
const LIFETIME_MATCHES_MAX = 99_999
/** Matches ever at which half of the dates come about that a small, and a large, circle brings. */
const SMALL_CIRCLE = 100
const LARGE_CIRCLE = 300

/** What becomes of matches: conversations, dates and how content people are. */
export function datesOf(block: Block, standing: Standing, swiping: Swiping, tenure: Int32Array): PopulationColumns {
  const { tier, dating, drive } = standing
  const { quality, matchesExpected } = swiping
  const lifetime = lifetimeMatches(block, matchesExpected, tenure)
  const talk = timesGamma(
    block,
    'talk',
    matchesExpected.map((matches) => matches + 0.05),
  )
  const isPremium = tier.map((kind) => Number(kind > 0))
  const superLikes = countsOf(
    block,
    'super likes',
    dating.map((share, row) => share * (isPremium[row] === 1 ? 2.6 : 0.45)),
    TARGETS.super_likes.target,
  )
  const { conversation, superMatch } = CURVES()
  const length = correlatedScores(block, 'conversation', quality, 0.2).map(conversation)
  const superMatches = correlatedScores(block, 'super match', quality, 0.3).map((score) => 100 * superMatch(score))
  const sent = talk.map((level, row) => level * (1 + Math.exp(0.3 * (drive[row] as number))))
  return {
    total_matches_alltime: exact(lifetime),
    messages_sent_day: exact(countsOf(block, 'sent', sent, TARGETS.messages_sent.target)),
    messages_received_day: exact(countsOf(block, 'received', talk, 1.7)),
    avg_conversation_length: rounded(whereAny(length, lifetime), 1),
    ...contentColumns(block, quality, lifetime),
    ...dateColumns(block, lifetime),
    super_likes_used_week: exact(superLikes),
    boosts_used_month: exact(
      countsOf(
        block,
        'boosts',
        dating.map((share, row) => share * (isPremium[row] === 1 ? 1.6 : 0.05)),
        0.38,
      ),
    ),
    super_like_match_rate_pct: rounded(whereAny(superMatches, superLikes), 1),
    users_blocked: exact(perMonth(block, 'blocked', tenure, dating, 0.12)),
    users_reported: exact(perMonth(block, 'reported', tenure, dating, 0.03)),
  }
}

const CURVES = kept(() => ({
  conversation: gammaCurve(4, 9.2),
  superMatch: betaCurve(2.5 / 7.5, 7.5),
  response: betaCurve(TARGETS.response_rate_pct.target / 100, 10),
  firstResponse: betaCurve(0.4, 8),
  satisfaction: betaCurve((TARGETS.match_satisfaction.target - 1) / 4, 6),
  showUp: betaCurve(TARGETS.show_up_pct.target / 100, 20),
}))

function lifetimeMatches({ random, size }: Block, perDay: Float64Array, tenure: Int32Array): Int32Array {
  const means = perDay.map((matches, row) => matches * DAYS_A_MONTH * Math.max(tenure[row] as number, 0.5))
  const uniforms = stratifiedUniforms(random.fork('lifetime matches'), size, orderBy(means))
  return new Int32Array(means.map((mean, row) => Math.min(poissonAt(uniforms[row] as number, mean), LIFETIME_MATCHES_MAX)))
}

/** Rates and satisfaction of those who ever had a match. */
function contentColumns(block: Block, quality: Float64Array, lifetime: Int32Array): PopulationColumns {
  const { response, firstResponse, satisfaction } = CURVES()
  const scores = (label: string) => correlatedScores(block, label, quality, 0.4)
  const answered = scaledWhere(scores('response').map(response), lifetime, TARGETS.response_rate_pct.target / 100)
  const content = scaledWhere(scores('satisfaction').map(satisfaction), lifetime, (TARGETS.match_satisfaction.target - 1) / 4)
  const percent = (share: number) => 100 * share
  return {
    response_rate_pct: rounded(whereAny(answered.map(percent), lifetime), 1),
    first_message_response_rate_pct: rounded(whereAny(scores('first response').map(firstResponse).map(percent), lifetime), 1),
    match_satisfaction_score: rounded(
      whereAny(
        content.map((share) => 1 + 4 * share),
        lifetime,
      ),
      2,
    ),
  }
}

function dateColumns(block: Block, lifetime: Int32Array): PopulationColumns {
  const { random, size } = block
  const order = orderBy(new Float64Array(lifetime).map(Math.log1p))
  const means = datesExpected(lifetime)
  const planned = stratifiedUniforms(random.fork('dates'), size, order)
  const keeping = stratifiedUniforms(random.fork('kept'), size, order)
  const reliable = stratifiedUniforms(random.fork('show up'), size)
  const { showUp } = CURVES()
  const scheduled = new Int32Array(planned.map((uniform, row) => poissonAt(uniform, means[row] as number)))
  const completed = scheduled.map((count, row) => binomialAt(keeping[row] as number, count, showUp(scoreOf(reliable[row] as number))))
  return {
    dates_scheduled_month: exact(scheduled),
    date_show_up_rate_pct: rounded(percentOf(completed, scheduled), 1),
    dates_completed_month: exact(completed),
    match_to_date_conversion_pct: rounded(
      percentOf(completed, lifetime).map((percent) => Math.min(percent, 100)),
      2,
    ),
  }
}

/**
 * Expected dates a month of a circle of so many matches: a mix of two curves that rise and level off, so that the mean number of
 * dates and the mean conversion have their targets both. Where too few rows let none do so, the number of dates has.
 */
function datesExpected(lifetime: Int32Array): Float64Array {
  const small = new Float64Array(lifetime).map((matches) => risen(matches, SMALL_CIRCLE))
  const large = new Float64Array(lifetime).map((matches) => risen(matches, LARGE_CIRCLE))
  const rows = lifetime.length
  const some = lifetime.reduce((count, matches) => count + Number(matches > 0), 0)
  const sum = (curve: Float64Array) => curve.reduce((before, value) => before + value, 0) / rows
  const converted = (curve: Float64Array) =>
    curve.reduce((before, value, row) => before + (lifetime[row] === 0 ? 0 : value / (lifetime[row] as number)), 0) / Math.max(some, 1)
  const conversion = TARGETS.date_conversion_pct.target / TARGETS.show_up_pct.target
  const dates = TARGETS.dates_scheduled.target
  const determinant = sum(small) * converted(large) - sum(large) * converted(small)
  const ofSmall = (dates * converted(large) - sum(large) * conversion) / determinant
  const ofLarge = (sum(small) * conversion - dates * converted(small)) / determinant
  if (!(ofSmall >= 0 && ofLarge >= 0 && determinant !== 0)) return scaledToMean(small, dates)
  return small.map((value, row) => ofSmall * value + ofLarge * (large[row] as number))
}

function risen(matches: number, half: number): number {
  return 1 / (1 + (half / matches) ** 3)
}

function perMonth(block: Block, label: string, tenure: Int32Array, dating: Float64Array, mean: number): Int32Array {
  const uniforms = stratifiedUniforms(block.random.fork(label), block.size)
  return new Int32Array(uniforms.map((uniform, row) => poissonAt(uniform, mean * (tenure[row] as number) * (dating[row] as number))))
}
