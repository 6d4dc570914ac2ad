-- Which hashtags and topics were used at least so often in the period, in the order asked for, the best few; with it how many are
-- `found` by the filter, how many have such uses at all (`tested`), and how many were used less (`rare`). The score is core/scores/trend.ts.
SELECT kind, term, uses, uses_7d, uses_24h, platforms, tested, rare, count() OVER () AS found
FROM
(
    SELECT
        *,
        countIf(uses >= {uses_min:UInt32}) OVER () AS tested,
        countIf(uses > 0 AND uses < {uses_min:UInt32}) OVER () AS rare
    FROM
    (
        SELECT
            kind,
            term,
            sumIf(posts, hour >= toDateTime({from_seconds:UInt32}, 'UTC')) AS uses,
            sumIf(posts, hour >= toDateTime({end_seconds:UInt32}, 'UTC') - toIntervalDay(7)) AS uses_7d,
            sumIf(posts, hour >= toDateTime({end_seconds:UInt32}, 'UTC') - toIntervalDay(1)) AS uses_24h,
            (uses_7d - uses_24h + 5) / 7 AS baseline,
            (uses_24h - baseline) / sqrt(baseline) AS z,
            arraySort(groupUniqArrayIf(toString(platform), posts > 0 AND hour >= toDateTime({from_seconds:UInt32}, 'UTC'))) AS platforms
        FROM
        (
            SELECT kind, term, platform, hour, sum(sign) AS posts
            FROM trends_posts
            WHERE workspace_id = {workspace_id:String}
                AND kind IN {kinds:Array(String)}
                AND hour >= least(toDateTime({from_seconds:UInt32}, 'UTC'), toDateTime({end_seconds:UInt32}, 'UTC') - toIntervalDay(7))
                AND hour < toDateTime({end_seconds:UInt32}, 'UTC')
                AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
                AND ({category:String} = '' OR category = {category:String})
            GROUP BY kind, term, platform, category, hour
        )
        GROUP BY kind, term
    )
)
WHERE uses >= {uses_min:UInt32} AND ({search:String} = '' OR position(term, {search:String}) > 0 OR position(replaceAll(term, ' ', ''), {search:String}) > 0)
ORDER BY
    if({sort:String} = 'score', toUInt8(uses_7d >= {score_uses_min:UInt32}), 0) DESC,
    multiIf({sort:String} = 'score', z, {sort:String} = 'uses_7d', toFloat64(uses_7d), {sort:String} = 'uses_24h', toFloat64(uses_24h), toFloat64(uses)) DESC,
    uses_7d DESC,
    uses DESC,
    term,
    kind
LIMIT {limit:UInt32}
