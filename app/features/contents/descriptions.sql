-- What is known about some posts. A post that only events or counters tell of has the platform of most of them and no title.
SELECT
    content_id,
    argMax(title, described) AS title,
    argMax(platform, (platform != '', described, weight)) AS platform,
    argMax(kind, described) AS kind,
    argMax(creator_id, described) AS creator_id,
    argMax(creator_name, described) AS creator_name,
    argMax(category, described) AS category,
    argMax(tags, described) AS tags,
    argMax(url, described) AS url,
    argMax(thumbnail_url, described) AS thumbnail_url,
    max(published) AS published_at_milliseconds,
    groupUniqArrayArray(provenances) AS provenance
FROM
(
    SELECT
        content_id,
        title,
        platform,
        kind,
        creator_id,
        creator_name,
        category,
        tags,
        url,
        thumbnail_url,
        toUnixTimestamp64Milli(published_at) AS published,
        [provenance] AS provenances,
        1 AS described,
        toInt64(0) AS weight
    FROM content FINAL
    WHERE workspace_id = {workspace_id:String} AND content_id IN {content_ids:Array(String)}
    UNION ALL
    SELECT content_id, '', platform, '', '', '', '', [], '', '', NULL, groupUniqArray(provenance), 0, sum(events)
    FROM content_daily
    WHERE workspace_id = {workspace_id:String} AND content_id IN {content_ids:Array(String)}
    GROUP BY content_id, platform
    UNION ALL
    SELECT content_id, '', platform, '', '', '', '', [], '', '', NULL, groupUniqArray(provenance), 0, toInt64(count())
    FROM content_snapshots
    WHERE workspace_id = {workspace_id:String} AND content_id IN {content_ids:Array(String)}
    GROUP BY content_id, platform
)
GROUP BY content_id
