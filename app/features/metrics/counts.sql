-- What posts gathered in the period, by one dimension: the sums of a metric's numerator and denominator over those posts that know
-- both, and every counter. Counters come in the order views, likes, comments, shares, saves, impressions, reach, clicks, profile visits,
-- follows, seconds watched, completions; then followers at publication, hours and days of life within the period. Country and campaign
-- are known of events only. Counters that are not `wanted` are left at 0, and not read. With `per_post` each post of a part has a row.
WITH
    toDateTime({from:Date}, {time_zone:String}) AS start,
    toDateTime({to:Date} + 1, {time_zone:String}) AS finish,
    {by:String} IN ('day', 'week', 'month') AS by_period,
    {by:String} IN ('country', 'campaign_id') OR {country:String} != '' OR {campaign_id:String} != '' AS events_only,
    [['view', 'page', 'screen'], ['like'], ['comment'], ['share'], ['save'], ['impression'], [], ['click'], ['profile_visit'], ['follow'], [], ['complete']] AS event_types
SELECT
    key,
    sumIf(arraySum((weight, amount) -> weight * amount, {numerator:Array(Float64)}, amounts), is_usable) AS numerator,
    sumIf(arraySum((weight, amount) -> weight * amount, {denominator:Array(Float64)}, amounts), is_usable) AS denominator,
    uniqExactIf(content_id, is_usable AND content_id != '') AS posts,
    countIf(is_usable) AS usable,
    sumForEach(amounts) AS sums,
    maxForEach(knowns) AS known,
    argMax(platform, events) AS platform,
    any(kind) AS kind,
    any(title) AS title,
    any(category) AS category,
    any(creator_id) AS creator_id,
    any(creator_name) AS creator_name
FROM
(
    SELECT
        multiIf({by:String} = 'platform', platform, {by:String} = 'content_id', content_id, {by:String} = 'creator_id', creator_id, {by:String} = 'category', category, bucket) AS key,
        content_id,
        platform,
        kind,
        title,
        category,
        creator_id,
        creator_name,
        events,
        if(by_period, toDateTime(toDate(bucket), {time_zone:String}), start) AS cell_start,
        multiIf(
            {by:String} = 'day', toDateTime(toDate(bucket) + 1, {time_zone:String}),
            {by:String} = 'week', toDateTime(toDate(bucket) + 7, {time_zone:String}),
            {by:String} = 'month', toDateTime(toDate(bucket) + toIntervalMonth(1), {time_zone:String}),
            finish
        ) AS cell_finish,
        dateDiff('second', greatest(start, cell_start, ifNull(toDateTime(published_at), start)), least(finish, cell_finish, toDateTime({now_seconds:UInt32}))) / 3600 AS hours,
        isNotNull(published_at) AND hours > 0 AS is_dated,
        if(empty(follower_counts), 0, if(arrayExists(count -> count.1 <= published_at, follower_counts), arrayLast(count -> count.1 <= published_at, follower_counts).2, follower_counts[1].2)) AS followers,
        arrayConcat(arrayMap(amount -> toFloat64(amount), counts), [toFloat64(followers), if(is_dated, hours, 0), if(is_dated, greatest(hours / 24, 1), 0)]) AS amounts,
        arrayConcat(
            arrayMap((amount, is_reported, types) -> amount != 0 OR is_reported OR (snapshots = 0 AND notEmpty(types)), counts, reported, event_types),
            [notEmpty(follower_counts), is_dated, is_dated]
        ) AS knowns,
        arrayExists((weight, is_known) -> weight != 0 AND is_known, {numerator:Array(Float64)}, knowns)
            AND arrayAll((weight, is_known, amount) -> weight = 0 OR (is_known AND amount > 0), {denominator:Array(Float64)}, knowns, amounts) AS is_usable
    FROM
    (
        SELECT
            bucket,
            content_id,
            platform,
            sum(event_count) AS events,
            sumForEach(count_list) AS counts,
            maxForEach(reported_list) AS reported,
            sum(snapshot_count) AS snapshots
        FROM
        (
            SELECT
                '' AS bucket,
                toString(content_id) AS content_id,
                toString(platform) AS platform,
                toInt64(sum(activity.events)) AS event_count,
                [
                    toInt64(sum(activity.views)), toInt64(sum(activity.likes)),
                    toInt64(sum(activity.comments)), toInt64(sum(activity.shares)),
                    if({wanted:Array(UInt8)}[5], toInt64(sum(activity.types['save'])), 0), if({wanted:Array(UInt8)}[6], toInt64(sum(activity.types['impression'])), 0),
                    toInt64(0), if({wanted:Array(UInt8)}[8], toInt64(sum(activity.types['click'])), 0),
                    if({wanted:Array(UInt8)}[9], toInt64(sum(activity.types['profile_visit'])), 0), if({wanted:Array(UInt8)}[10], toInt64(sum(activity.types['follow'])), 0),
                    toInt64(0), if({wanted:Array(UInt8)}[12], toInt64(sum(activity.types['complete'])), 0)
                ] AS count_list,
                arrayMap(types -> 0, event_types) AS reported_list,
                toInt64(0) AS snapshot_count
            FROM content_activity(workspace_id = {workspace_id:String}, from = {from:Date}, to = {to:Date}, time_zone = {time_zone:String}) AS activity
            WHERE NOT by_period AND NOT events_only
            GROUP BY content_id, platform
            UNION ALL
            SELECT
                multiIf({by:String} = 'week', toString(toStartOfWeek(hour, 1, {time_zone:String})), {by:String} = 'month', toString(toStartOfMonth(hour, {time_zone:String})), toString(toDate(hour, {time_zone:String}))) AS bucket,
                toString(content_id) AS content_id,
                toString(platform) AS platform,
                toInt64(sum(content_hourly.events)) AS event_count,
                [
                    sumIf(content_hourly.events, type IN ('view', 'page', 'screen')), sumIf(content_hourly.events, type = 'like'), sumIf(content_hourly.events, type = 'comment'), sumIf(content_hourly.events, type = 'share'),
                    sumIf(content_hourly.events, type = 'save'), sumIf(content_hourly.events, type = 'impression'), toInt64(0), sumIf(content_hourly.events, type = 'click'),
                    sumIf(content_hourly.events, type = 'profile_visit'), sumIf(content_hourly.events, type = 'follow'), toInt64(0), sumIf(content_hourly.events, type = 'complete')
                ] AS count_list,
                arrayMap(types -> 0, event_types) AS reported_list,
                toInt64(0)
            FROM content_hourly
            WHERE by_period AND NOT events_only AND {whole_hours:Bool} AND workspace_id = {workspace_id:String} AND hour >= start AND hour < finish
            GROUP BY bucket, content_id, platform
            UNION ALL
            SELECT
                multiIf(
                    {by:String} = 'country', toString(country),
                    {by:String} = 'campaign_id', if(campaign_id != '', campaign_id, utm_campaign),
                    {by:String} = 'week', toString(toStartOfWeek(occurred_at, 1, {time_zone:String})),
                    {by:String} = 'month', toString(toStartOfMonth(occurred_at, {time_zone:String})),
                    {by:String} = 'day', toString(toDate(occurred_at, {time_zone:String})),
                    ''
                ) AS bucket,
                toString(content_id) AS content_id,
                toString(platform) AS platform,
                toInt64(count()) AS event_count,
                [
                    toInt64(countIf(type IN ('view', 'page', 'screen'))), toInt64(countIf(type = 'like')), toInt64(countIf(type = 'comment')), toInt64(countIf(type = 'share')),
                    toInt64(countIf(type = 'save')), toInt64(countIf(type = 'impression')), toInt64(0), toInt64(countIf(type = 'click')),
                    toInt64(countIf(type = 'profile_visit')), toInt64(countIf(type = 'follow')), toInt64(0), toInt64(countIf(type = 'complete'))
                ] AS count_list,
                arrayMap(types -> 0, event_types) AS reported_list,
                toInt64(0)
            FROM events
            WHERE (events_only OR (by_period AND NOT {whole_hours:Bool}))
                AND workspace_id = {workspace_id:String}
                AND occurred_at >= toDateTime64(start, 3)
                AND occurred_at < toDateTime64(finish, 3)
                AND ({country:String} = '' OR country = {country:String})
                AND ({campaign_id:String} = '' OR if(campaign_id != '', campaign_id, utm_campaign) = {campaign_id:String})
            GROUP BY bucket, content_id, platform
            UNION ALL
            SELECT
                multiIf({by:String} = 'day', toString(toDate(observed_at, {time_zone:String})), {by:String} = 'week', toString(toStartOfWeek(observed_at, 1, {time_zone:String})), {by:String} = 'month', toString(toStartOfMonth(observed_at, {time_zone:String})), '') AS bucket,
                toString(content_id) AS content_id,
                toString(platform) AS platform,
                toInt64(0) AS event_count,
                [
                    if({wanted:Array(UInt8)}[1], sum(views_growth + views_brought), 0), if({wanted:Array(UInt8)}[2], sum(likes_growth + likes_brought), 0),
                    if({wanted:Array(UInt8)}[3], sum(comments_growth + comments_brought), 0), if({wanted:Array(UInt8)}[4], sum(shares_growth + shares_brought), 0),
                    if({wanted:Array(UInt8)}[5], sum(saves_growth + saves_brought), 0), if({wanted:Array(UInt8)}[6], sum(impressions_growth + impressions_brought), 0),
                    if({wanted:Array(UInt8)}[7], sum(reach_growth + reach_brought), 0), if({wanted:Array(UInt8)}[8], sum(clicks_growth + clicks_brought), 0),
                    if({wanted:Array(UInt8)}[9], sum(profile_visits_growth + profile_visits_brought), 0), if({wanted:Array(UInt8)}[10], sum(follows_growth + follows_brought), 0),
                    if({wanted:Array(UInt8)}[11], sum(watch_seconds_growth + watch_seconds_brought), 0), if({wanted:Array(UInt8)}[12], sum(completions_growth + completions_brought), 0)
                ] AS count_list,
                [
                    if({wanted:Array(UInt8)}[1], max(views_reported), 0), if({wanted:Array(UInt8)}[2], max(likes_reported), 0), if({wanted:Array(UInt8)}[3], max(comments_reported), 0),
                    if({wanted:Array(UInt8)}[4], max(shares_reported), 0), if({wanted:Array(UInt8)}[5], max(saves_reported), 0), if({wanted:Array(UInt8)}[6], max(impressions_reported), 0),
                    if({wanted:Array(UInt8)}[7], max(reach_reported), 0), if({wanted:Array(UInt8)}[8], max(clicks_reported), 0), if({wanted:Array(UInt8)}[9], max(profile_visits_reported), 0),
                    if({wanted:Array(UInt8)}[10], max(follows_reported), 0), if({wanted:Array(UInt8)}[11], max(watch_seconds_reported), 0), if({wanted:Array(UInt8)}[12], max(completions_reported), 0)
                ] AS reported_list,
                toInt64(count())
            FROM content_growth(workspace_id = {workspace_id:String}, to = {to:Date}, time_zone = {time_zone:String})
            WHERE NOT events_only AND observed_at >= toDateTime64(start, 3)
            GROUP BY bucket, content_id, platform
        )
        WHERE (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
            AND ({content_id:String} = '' OR content_id = {content_id:String})
        GROUP BY bucket, content_id, platform
        HAVING events != 0 OR snapshots != 0
    ) AS cells
    LEFT JOIN
    (
        SELECT content_id, kind, title, category, creator_id, creator_name, published_at
        FROM content FINAL
        WHERE workspace_id = {workspace_id:String}
    ) AS described USING (content_id)
    LEFT JOIN
    (
        SELECT toString(platform) AS platform, creator_id, arraySort(groupArray((observed_at, assumeNotNull(followers)))) AS follower_counts
        FROM creator_snapshots FINAL
        WHERE {with_followers:Bool} AND workspace_id = {workspace_id:String} AND creator_id != '' AND isNotNull(followers) AND observed_at < toDateTime64(finish, 3)
        GROUP BY platform, creator_id
    ) AS followed USING (platform, creator_id)
    WHERE ({category:String} = '' OR category = {category:String}) AND ({creator_id:String} = '' OR creator_id = {creator_id:String})
)
WHERE ({by:String} NOT IN ('content_id', 'creator_id') OR key != '') AND (NOT {per_post:Bool} OR content_id != '')
GROUP BY key, if({per_post:Bool}, content_id, '')
ORDER BY denominator DESC, numerator DESC, key
LIMIT {limit:UInt32}
