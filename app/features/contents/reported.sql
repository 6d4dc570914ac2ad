-- Which counters platforms have ever reported of some posts; a post that no platform reported has no row.
SELECT
    content_id,
    countIf(isNotNull(views)) > 0 AS views,
    countIf(isNotNull(likes)) > 0 AS likes,
    countIf(isNotNull(comments)) > 0 AS comments,
    countIf(isNotNull(shares)) > 0 AS shares,
    countIf(isNotNull(saves)) > 0 AS saves,
    countIf(isNotNull(impressions)) > 0 AS impressions,
    countIf(isNotNull(reach)) > 0 AS reach
FROM content_snapshots
WHERE workspace_id = {workspace_id:String} AND content_id IN {content_ids:Array(String)}
GROUP BY content_id
