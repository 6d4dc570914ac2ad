-- Events of the period that carry a sentiment, a word or a number, by one dimension: how many are positive, negative and neither.
SELECT
    multiIf(
        {by:String} = 'platform', toString(platform),
        {by:String} = 'content_id', content_id,
        {by:String} = 'creator_id', creator_id,
        {by:String} = 'category', toString(category),
        {by:String} = 'country', toString(country),
        {by:String} = 'campaign_id', campaign,
        {by:String} = 'week', toString(toStartOfWeek(occurred_at, 1, {time_zone:String})),
        {by:String} = 'month', toString(toStartOfMonth(occurred_at, {time_zone:String})),
        {by:String} = 'day', toString(toDate(occurred_at, {time_zone:String})),
        ''
    ) AS key,
    countIf(word = 'positive' OR number > 0.05) AS positive,
    countIf(word = 'negative' OR number < -0.05) AS negative,
    count() AS told
FROM
(
    SELECT
        occurred_at,
        content_id,
        platform,
        country,
        if(campaign_id != '', campaign_id, utm_campaign) AS campaign,
        lower(JSONExtractString(properties, 'sentiment')) AS word,
        if(JSONType(properties, 'sentiment') IN ('Int64', 'UInt64', 'Double'), JSONExtractFloat(properties, 'sentiment'), NULL) AS number
    FROM events
    WHERE workspace_id = {workspace_id:String}
        AND occurred_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
        AND occurred_at < toDateTime64(toDateTime({to:Date} + 1, {time_zone:String}), 3)
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
        AND ({content_id:String} = '' OR content_id = {content_id:String})
        AND ({country:String} = '' OR country = {country:String})
        AND ({campaign_id:String} = '' OR campaign = {campaign_id:String})
        AND position(properties, '"sentiment"') > 0
        AND (word IN ('positive', 'neutral', 'negative') OR isNotNull(number))
) AS told
LEFT JOIN
(
    SELECT content_id, category, creator_id
    FROM content FINAL
    WHERE workspace_id = {workspace_id:String}
) AS described USING (content_id)
WHERE ({category:String} = '' OR category = {category:String})
    AND ({creator_id:String} = '' OR creator_id = {creator_id:String})
    AND ({by:String} NOT IN ('content_id', 'creator_id') OR key != '')
GROUP BY key
ORDER BY told DESC, key
LIMIT {limit:UInt32}
