const COUNTERS = 'content_id, views, likes, comments, days_old'
/** What calibration needs besides. */
const PEERS = 'observed_at_milliseconds, category, followers'

/** What the published score needs of the rows that `videos.sql` gives. */
export function countersSql(videos: string): string {
  return `SELECT ${COUNTERS} FROM (${videos})`
}

/** The arithmetic of the published score over the rows that `videos.sql` gives, as ClickHouse would do it alone. */
export function scoresSql(videos: string, withPeers: boolean): string {
  return `SELECT
    content_id,
    toFloat64(least(greatest(floor(least(10 * log10(views + 1), 70) + 1000 * rate + if(days_old < 7, 10, 0) + 0.5), 10), 100)) AS score,
    100 * rate AS engagement_percent,
    views / greatest(days_old, 1) AS views_per_day,
    (if(isNaN(likes), 0, likes) + if(isNaN(comments), 0, comments)) / greatest(views, 1) AS rate
    ${withPeers ? `, ${PEERS}` : ''}
FROM (${videos})`
}
