-- What some posts gathered in the period beyond what all are ranked by; reach is told by platforms only.
SELECT content_id, sum(save_count) AS saves, sum(impression_count) AS impressions, sum(reach_count) AS reach
FROM
(
    SELECT
        toString(content_id) AS content_id,
        toInt64(sum(types['save'])) AS save_count,
        toInt64(sum(types['impression'])) AS impression_count,
        toInt64(0) AS reach_count
    FROM content_activity(workspace_id = {workspace_id:String}, from = {from:Date}, to = {to:Date}, time_zone = {time_zone:String})
    WHERE content_id IN {content_ids:Array(String)} AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    GROUP BY content_id
    UNION ALL
    SELECT
        toString(content_id) AS content_id,
        sum(saves_growth + saves_brought),
        sum(impressions_growth + impressions_brought),
        sum(reach_growth + reach_brought)
    FROM content_growth(workspace_id = {workspace_id:String}, to = {to:Date}, time_zone = {time_zone:String})
    WHERE content_id IN {content_ids:Array(String)}
        AND observed_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    GROUP BY content_id
)
GROUP BY content_id
