import { DATING } from './customer-metrics/dating.ts'
import { ENGAGEMENT } from './customer-metrics/engagement.ts'
import { REVENUE } from './customer-metrics/revenue.ts'
import { SOCIAL } from './customer-metrics/social.ts'

/** Version of all definitions of {@link CUSTOMER_METRICS}: raised when one of them comes to mean something else. */
export const CUSTOMER_METRICS_VERSION = '1'

/** Days of a month: a year of 365.25 days in twelve. What is known for a day is told for a month by it. */
export const DAYS_OF_MONTH = 30.44

/** First months of the bands of tenure, in whole months since joining, ascending; the last band has no end. The first are those who are new. */
export const TENURE_BANDS = [0, 4, 7, 13, 25, 49] as const

/** Below this engagement score a customer counts as at risk. */
export const AT_RISK_ENGAGEMENT = 0.3

/** From this probability of leaving within 30 days a customer counts as at risk. */
export const AT_RISK_CHURN = 0.7

/** Every figure about customers that pages, passports and reports show. */
export const CUSTOMER_METRICS = { ...SOCIAL, ...DATING, ...REVENUE, ...ENGAGEMENT } as const
export type CustomerMetricName = keyof typeof CUSTOMER_METRICS
