/** Where a figure can be formed in more than one way, or the source of its table contradicts itself: which way is used. */
const NOTES: readonly { readonly about: readonly string[]; readonly says: string }[] = [
  {
    about: ['match_rate_of_users_pct', 'match_rate_of_sums_pct', 'match_rate_pct'],
    says: 'Match rate: the mean of users’ own rates and the ratio of all matches to all right swipes are different figures; each is named where it stands.',
  },
  {
    about: ['date_conversion_of_users_pct', 'dates_per_match_pct', 'match_to_date_conversion_pct'],
    says: 'Date conversion of users divides the dates of a month by all matches since joining; against matches of the month it is much higher.',
  },
  {
    about: ['show_up_of_users_pct', 'show_up_of_sums_pct', 'date_show_up_rate_pct'],
    says: 'Show-up rate: the mean of users’ own rates and the ratio of all dates kept to all arranged are different figures.',
  },
  {
    about: ['arppu_all_revenue', 'arppu_own_revenue'],
    says: 'Revenue per paying customer is told in two ways: all revenue divided by premium customers, and what premium customers bring themselves.',
  },
  {
    about: ['creator_earnings_usd', 'creator_earnings_month_usd'],
    says: 'Earnings are means of creators, not of all customers; a few creators earn most.',
  },
  {
    about: ['lifetime_value', 'lifetime_value_usd', 'both_value_ratio'],
    says: 'Lifetime value is what was realised so far, revenue of a month times months since joining; it is no forecast.',
  },
  {
    about: ['churn_pct', 'churn_30_day', 'churn_probability', 'early_churn_ratio'],
    says: 'Churn is what the table says about the next 30 days. A share this high in every month would not leave so many with long tenure.',
  },
]

/** Notes about the definitions that a page uses, in a fixed order. */
export function notesAbout(definitions: Iterable<string>): string[] {
  const used = new Set(definitions)
  return NOTES.filter(({ about }) => about.some((definition) => used.has(definition))).map(({ says }) => says)
}
