-- Followers of creators at the beginning and at the end of the period, by platform, by creator or of all; and how many creators have both.
SELECT
    multiIf({by:String} = 'platform', platform, {by:String} = 'creator_id', creator_id, '') AS key,
    sum(toInt64(last)) AS followers,
    sumIf(toInt64(first), is_known) AS first_followers,
    sumIf(toInt64(last) - toInt64(first), is_known) AS gained,
    sumIf(abs(toInt64(last) - toInt64(first)), is_known) AS changed,
    countIf(is_known) AS creators
FROM
(
    SELECT
        toString(platform) AS platform,
        creator_id,
        argMin(followers, abs(dateDiff('millisecond', toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3), observed_at)) + if(observed_at < toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3), 0, 1e15)) AS first,
        argMax(followers, observed_at) AS last,
        count() > 1 AND first > 0 AND max(observed_at) >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3) AS is_known
    FROM creator_snapshots FINAL
    WHERE workspace_id = {workspace_id:String}
        AND isNotNull(followers)
        AND observed_at < toDateTime64(toDateTime({to:Date} + 1, {time_zone:String}), 3)
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
        AND ({creator_id:String} = '' OR creator_id = {creator_id:String})
    GROUP BY platform, creator_id
)
GROUP BY key
ORDER BY followers DESC, key
LIMIT {limit:UInt32}
