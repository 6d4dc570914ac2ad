import { type CustomerMetricTable, mean, OF_KNOWN, ratio, share } from './kinds.ts'

/** Who takes part, and who may leave. */
export const ENGAGEMENT = {
  engagement_score: mean({
    label: 'Engagement score',
    unit: 'of 1',
    formula: 'Mean of engagement_score',
    direction: 'higher',
    caveat: 'The score is the table’s; where it has two humps, hardly anybody is near the mean.',
  }),
  at_risk_pct: share({
    label: 'Engagement below 0.3',
    unit: '%',
    formula: 'Customers with an engagement_score below 0.3 in customers',
    direction: 'lower',
    caveat: 'A threshold: who is just above it is hardly better off.',
  }),
  churn_pct: share({
    label: 'Churn in 30 days',
    unit: '%',
    formula: 'Customers with churn_30_day = 1 in customers',
    direction: 'lower',
    caveat: 'What the table says about the next 30 days, not what was seen of them.',
  }),
  early_churn_ratio: ratio({
    label: 'Churn of the new',
    unit: 'times that of others',
    formula: 'Churn in the first 3 months in churn later',
    direction: 'lower',
    caveat: 'Who stayed longer is who did not leave before.',
  }),
  sessions_week: mean({
    label: 'Sessions',
    unit: 'sessions in 7 days',
    formula: 'Mean of sessions_last_7_days',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  session_minutes: mean({
    label: 'Length of a session',
    unit: 'min',
    formula: 'Mean of session_duration_avg_min',
    direction: 'higher',
    caveat: 'Each customer counts alike, however many sessions they had.',
  }),
  app_opens_day: mean({
    label: 'App opened',
    unit: 'times a day',
    formula: 'Mean of app_opens_day',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  days_inactive: mean({
    label: 'Days since last active',
    unit: 'days',
    formula: 'Mean of days_since_last_active',
    direction: 'lower',
    caveat: OF_KNOWN,
  }),
} as const satisfies CustomerMetricTable
