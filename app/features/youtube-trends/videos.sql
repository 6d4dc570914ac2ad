-- Every YouTube video of a workspace as it was last observed: its counters, NaN where not reported, its age in days then, a
-- number for its category, and the followers of its channel. Posts and counters are read in their order and merged, not
-- hashed. A publication up to a day after the observation counts as none later: lists are of a day. Beyond that the age is
-- unknown.
SELECT
    videos.content_id AS content_id,
    observed_at_milliseconds,
    views,
    likes,
    comments,
    multiIf(age >= 0, age, age >= -1, 0, nan) AS days_old,
    category,
    ifNull(toFloat64(channels.followers), nan) AS followers
FROM
(
    SELECT
        observed.content_id AS content_id,
        described.creator_id AS creator_id,
        toFloat64(toUnixTimestamp64Milli(observed_at)) AS observed_at_milliseconds,
        toFloat64(assumeNotNull(observed.views)) AS views,
        ifNull(toFloat64(observed.likes), nan) AS likes,
        ifNull(toFloat64(observed.comments), nan) AS comments,
        ifNull((toUnixTimestamp64Milli(observed_at) - toUnixTimestamp64Milli(described.published_at)) / 86400000, nan) AS age,
        toFloat64(bitShiftRight(cityHash64(CAST(described.category, 'String')), 11)) AS category
    FROM
    (
        SELECT content_id, observed_at, views, likes, comments
        FROM content_snapshots FINAL
        WHERE workspace_id = {workspace_id:String} AND platform = 'youtube' AND views IS NOT NULL
        ORDER BY content_id DESC, observed_at DESC
        LIMIT 1 BY content_id
    ) AS observed
    LEFT JOIN
    (
        SELECT content_id, creator_id, published_at, category
        FROM content FINAL
        WHERE workspace_id = {workspace_id:String} AND platform = 'youtube'
    ) AS described USING (content_id)
    SETTINGS join_algorithm = 'full_sorting_merge'
) AS videos
LEFT JOIN
(
    SELECT creator_id, argMax(followers, observed_at) AS followers
    FROM creator_snapshots
    WHERE workspace_id = {workspace_id:String} AND platform = 'youtube'
    GROUP BY creator_id
) AS channels USING (creator_id)
