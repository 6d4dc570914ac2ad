-- Followers of creators at the beginning and at the end of the period, or of each day, week or month of it, by one dimension; and how many
-- creators have both. A creator is of every category of what they published.
WITH
    {by:String} IN ('day', 'week', 'month') AS by_period,
    -- Days before the first count and after today have nothing to tell.
    (SELECT toDate(min(observed_at), {time_zone:String}) FROM creator_snapshots WHERE workspace_id = {workspace_id:String}) AS first_day,
    least({to:Date}, toDate(toDateTime({now_seconds:UInt32}), {time_zone:String})) AS last_day,
    arrayDistinct(
        arrayMap(
            n -> multiIf({by:String} = 'week', toStartOfWeek({from:Date} + n, 1), {by:String} = 'month', toStartOfMonth({from:Date} + n), {from:Date} + n),
            if(by_period, range(toUInt32(greatest(first_day - {from:Date}, 0)), toUInt32(greatest(last_day - {from:Date} + 1, 0))), [0])
        )
    ) AS buckets
SELECT
    multiIf({by:String} = 'platform', platform, {by:String} = 'creator_id', creator_id, {by:String} = 'category', category, by_period, toString(bucket), '') AS key,
    sum(toInt64(last)) AS followers,
    sumIf(toInt64(first), is_known) AS first_followers,
    sumIf(toInt64(last) - toInt64(first), is_known) AS gained,
    sumIf(abs(toInt64(last) - toInt64(first)), is_known) AS changed,
    countIf(is_known) AS creators
FROM
(
    SELECT
        platform,
        creator_id,
        bucket,
        argMin(followers, abs(dateDiff('millisecond', begins, observed_at)) + if(observed_at < begins, 0, 1e15)) AS first,
        argMax(followers, observed_at) AS last,
        count() > 1 AND first > 0 AND max(observed_at) >= any(begins) AS is_known
    FROM
    (
        SELECT
            toString(platform) AS platform,
            creator_id,
            observed_at,
            assumeNotNull(followers) AS followers,
            arrayJoin(buckets) AS bucket,
            toDateTime64(toDateTime(greatest(bucket, {from:Date}), {time_zone:String}), 3) AS begins,
            multiIf({by:String} = 'day', bucket + 1, {by:String} = 'week', bucket + 7, {by:String} = 'month', toDate(bucket + toIntervalMonth(1)), {to:Date} + 1) AS next,
            toDateTime64(toDateTime(least(next, {to:Date} + 1), {time_zone:String}), 3) AS finishes
        FROM creator_snapshots FINAL
        WHERE workspace_id = {workspace_id:String}
            AND isNotNull(creator_snapshots.followers)
            AND observed_at < toDateTime64(toDateTime({to:Date} + 1, {time_zone:String}), 3)
            AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
            AND ({creator_id:String} = '' OR creator_id = {creator_id:String})
            AND
            (
                ({category:String} = '' AND {content_id:String} = '')
                OR creator_id IN
                (
                    SELECT creator_id
                    FROM content FINAL
                    WHERE workspace_id = {workspace_id:String}
                        AND ({category:String} = '' OR category = {category:String})
                        AND ({content_id:String} = '' OR content_id = {content_id:String})
                )
            )
    )
    WHERE observed_at < finishes
    GROUP BY platform, creator_id, bucket
) AS counted
LEFT JOIN
(
    SELECT DISTINCT creator_id, toString(category) AS category
    FROM content FINAL
    WHERE {by:String} = 'category' AND workspace_id = {workspace_id:String} AND creator_id != ''
) AS published USING (creator_id)
GROUP BY key
ORDER BY followers DESC, key
LIMIT {limit:UInt32}
