-- More of what platforms report about a post. Reach counts people once within a post, not over posts; Reddit says which share of
-- votes are up, 0 – 1.
ALTER TABLE content_snapshots
    ADD COLUMN IF NOT EXISTS impressions Nullable(UInt64) AFTER saves,
    ADD COLUMN IF NOT EXISTS reach Nullable(UInt64) AFTER impressions,
    ADD COLUMN IF NOT EXISTS clicks Nullable(UInt64) AFTER reach,
    ADD COLUMN IF NOT EXISTS profile_visits Nullable(UInt64) AFTER clicks,
    ADD COLUMN IF NOT EXISTS follows Nullable(UInt64) AFTER profile_visits,
    ADD COLUMN IF NOT EXISTS watch_seconds Nullable(UInt64) AFTER follows,
    ADD COLUMN IF NOT EXISTS completions Nullable(UInt64) AFTER watch_seconds,
    ADD COLUMN IF NOT EXISTS upvote_ratio Nullable(Float32) AFTER completions;

-- What a platform reported about a creator at a time: counters as they stood, null when not reported. Read with FINAL.
CREATE TABLE IF NOT EXISTS creator_snapshots
(
    workspace_id LowCardinality(String),
    platform LowCardinality(String),
    creator_id String,
    observed_at DateTime64(3, 'UTC'),
    followers Nullable(UInt64),
    following Nullable(UInt64),
    posts Nullable(UInt64),
    views Nullable(UInt64),
    provenance LowCardinality(String),
    received_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(received_at)
ORDER BY (workspace_id, platform, creator_id, observed_at)
TTL toDateTime(received_at) + toIntervalDay(3652)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;

-- How platforms' counters grew, observation by observation, up to the end of a local day. `_growth` is the difference to
-- the last reported value; a first value is no growth but was `_brought` along. A counter that is not reported is skipped.
CREATE OR REPLACE VIEW content_growth AS
SELECT
    content_id,
    platform,
    provenance,
    observed_at,
    isNotNull(views) AS views_reported,
    isNotNull(likes) AS likes_reported,
    isNotNull(comments) AS comments_reported,
    isNotNull(shares) AS shares_reported,
    isNotNull(saves) AS saves_reported,
    isNotNull(impressions) AS impressions_reported,
    isNotNull(reach) AS reach_reported,
    isNotNull(clicks) AS clicks_reported,
    isNotNull(profile_visits) AS profile_visits_reported,
    isNotNull(follows) AS follows_reported,
    isNotNull(watch_seconds) AS watch_seconds_reported,
    isNotNull(completions) AS completions_reported,
    ifNull(toInt64(views) - toInt64(views_before), 0) AS views_growth,
    ifNull(toInt64(likes) - toInt64(likes_before), 0) AS likes_growth,
    ifNull(toInt64(comments) - toInt64(comments_before), 0) AS comments_growth,
    ifNull(toInt64(shares) - toInt64(shares_before), 0) AS shares_growth,
    ifNull(toInt64(saves) - toInt64(saves_before), 0) AS saves_growth,
    ifNull(toInt64(impressions) - toInt64(impressions_before), 0) AS impressions_growth,
    ifNull(toInt64(reach) - toInt64(reach_before), 0) AS reach_growth,
    ifNull(toInt64(clicks) - toInt64(clicks_before), 0) AS clicks_growth,
    ifNull(toInt64(profile_visits) - toInt64(profile_visits_before), 0) AS profile_visits_growth,
    ifNull(toInt64(follows) - toInt64(follows_before), 0) AS follows_growth,
    ifNull(toInt64(watch_seconds) - toInt64(watch_seconds_before), 0) AS watch_seconds_growth,
    ifNull(toInt64(completions) - toInt64(completions_before), 0) AS completions_growth,
    if(isNull(views_before), ifNull(toInt64(views), 0), 0) AS views_brought,
    if(isNull(likes_before), ifNull(toInt64(likes), 0), 0) AS likes_brought,
    if(isNull(comments_before), ifNull(toInt64(comments), 0), 0) AS comments_brought,
    if(isNull(shares_before), ifNull(toInt64(shares), 0), 0) AS shares_brought,
    if(isNull(saves_before), ifNull(toInt64(saves), 0), 0) AS saves_brought,
    if(isNull(impressions_before), ifNull(toInt64(impressions), 0), 0) AS impressions_brought,
    if(isNull(reach_before), ifNull(toInt64(reach), 0), 0) AS reach_brought,
    if(isNull(clicks_before), ifNull(toInt64(clicks), 0), 0) AS clicks_brought,
    if(isNull(profile_visits_before), ifNull(toInt64(profile_visits), 0), 0) AS profile_visits_brought,
    if(isNull(follows_before), ifNull(toInt64(follows), 0), 0) AS follows_brought,
    if(isNull(watch_seconds_before), ifNull(toInt64(watch_seconds), 0), 0) AS watch_seconds_brought,
    if(isNull(completions_before), ifNull(toInt64(completions), 0), 0) AS completions_brought
FROM
(
    SELECT
        content_id,
        platform,
        provenance,
        observed_at,
        views,
        likes,
        comments,
        shares,
        saves,
        impressions,
        reach,
        clicks,
        profile_visits,
        follows,
        watch_seconds,
        completions,
        anyLast(views) OVER earlier AS views_before,
        anyLast(likes) OVER earlier AS likes_before,
        anyLast(comments) OVER earlier AS comments_before,
        anyLast(shares) OVER earlier AS shares_before,
        anyLast(saves) OVER earlier AS saves_before,
        anyLast(impressions) OVER earlier AS impressions_before,
        anyLast(reach) OVER earlier AS reach_before,
        anyLast(clicks) OVER earlier AS clicks_before,
        anyLast(profile_visits) OVER earlier AS profile_visits_before,
        anyLast(follows) OVER earlier AS follows_before,
        anyLast(watch_seconds) OVER earlier AS watch_seconds_before,
        anyLast(completions) OVER earlier AS completions_before
    FROM content_snapshots FINAL
    WHERE workspace_id = {workspace_id:String} AND observed_at < toDateTime64(toDateTime({to:Date} + 1, {time_zone:String}), 3)
    WINDOW earlier AS (PARTITION BY content_id ORDER BY observed_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
);
