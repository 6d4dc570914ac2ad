-- How many people, and whether minors among them, the figures of each part of a dimension are about. Where country or campaign come in,
-- or the dimension is time, the events themselves are read.
WITH
    toDateTime({from:Date}, {time_zone:String}) AS start,
    toDateTime({to:Date} + 1, {time_zone:String}) AS finish,
    {by:String} IN ('day', 'week', 'month', 'country', 'campaign_id') OR {country:String} != '' OR {campaign_id:String} != '' AS from_events
SELECT
    multiIf({by:String} = 'platform', platform, {by:String} = 'content_id', content_id, {by:String} = 'creator_id', creator_id, {by:String} = 'category', category, bucket) AS key,
    uniqUpToMerge(20)(people) AS people,
    max(minors) AS minors
FROM
(
    SELECT '' AS bucket, toString(content_id) AS content_id, toString(platform) AS platform, people, minors
    FROM content_audience(workspace_id = {workspace_id:String}, from = {from:Date}, to = {to:Date}, time_zone = {time_zone:String})
    WHERE NOT from_events
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
        uniqUpToState(20)(nullIf(multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id), '')) AS people,
        max(startsWith(actor_id, 'minor.') OR startsWith(anonymous_id, 'minor.')) AS minors
    FROM events
    WHERE from_events
        AND workspace_id = {workspace_id:String}
        AND occurred_at >= toDateTime64(start, 3)
        AND occurred_at < toDateTime64(finish, 3)
        AND ({country:String} = '' OR country = {country:String})
        AND ({campaign_id:String} = '' OR if(campaign_id != '', campaign_id, utm_campaign) = {campaign_id:String})
    GROUP BY bucket, content_id, platform
) AS cells
LEFT JOIN
(
    SELECT content_id, category, creator_id
    FROM content FINAL
    WHERE workspace_id = {workspace_id:String}
) AS described USING (content_id)
WHERE (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    AND ({content_id:String} = '' OR content_id = {content_id:String})
    AND ({category:String} = '' OR category = {category:String})
    AND ({creator_id:String} = '' OR creator_id = {creator_id:String})
GROUP BY key
