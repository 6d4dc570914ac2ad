-- Which descriptions of posts came when, in the order of their arrival: what the counting of hashtags and topics goes along, so that
-- a post costs the same however many there are.
CREATE TABLE IF NOT EXISTS trends_arrivals
(
    workspace_id LowCardinality(String),
    arrived_at DateTime64(3, 'UTC'),
    content_id String
)
ENGINE = MergeTree
ORDER BY (workspace_id, arrived_at, content_id)
TTL toDateTime(arrived_at) + toIntervalDay(400)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS trends_arrivals_view TO trends_arrivals AS
SELECT workspace_id, now64(3, 'UTC') AS arrived_at, content_id
FROM content;

INSERT INTO trends_arrivals SELECT workspace_id, now64(3, 'UTC'), content_id FROM content FINAL;

-- What each post counts for: itself (`post`), its hashtags, its topics, and why something of it is left out. `sign` is −1 where an
-- earlier description is taken back, so that sums are those of the present descriptions. A post’s own rows lie together, which is how
-- the difference to what was counted is found; the sums by hour and the posts of a term are projections, which are never behind.
CREATE TABLE IF NOT EXISTS trends_posts
(
    workspace_id LowCardinality(String),
    content_id String,
    kind LowCardinality(String),
    term String,
    platform LowCardinality(String),
    category LowCardinality(String),
    creator UInt64,
    hour DateTime('UTC'),
    sign Int8,
    PROJECTION by_hour
    (
        SELECT workspace_id, hour, kind, term, platform, category, sum(sign)
        GROUP BY workspace_id, hour, kind, term, platform, category
    ),
    PROJECTION by_term
    (
        SELECT workspace_id, kind, term, hour, content_id, platform, category, creator, sign
        ORDER BY workspace_id, kind, term, hour
    )
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(hour)
ORDER BY (workspace_id, content_id, kind, term)
TTL hour + toIntervalDay(400)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;

-- What each post gathered up to now: events, and the counters that its platform reported last. A counter is null where the platform
-- reports others of the post but not this one, and no event tells of it.
CREATE VIEW IF NOT EXISTS content_totals AS
SELECT
    content_id,
    if(max(is_report AND isNull(view_count)) AND sumIf(view_count, NOT is_report) = 0, NULL, sum(view_count)) AS views,
    if(max(is_report AND isNull(like_count)) AND sumIf(like_count, NOT is_report) = 0, NULL, sum(like_count)) AS likes,
    if(max(is_report AND isNull(comment_count)) AND sumIf(comment_count, NOT is_report) = 0, NULL, sum(comment_count)) AS comments,
    if(max(is_report AND isNull(share_count)) AND sumIf(share_count, NOT is_report) = 0, NULL, sum(share_count)) AS shares,
    if(isNull(likes) AND isNull(comments) AND isNull(shares), NULL, ifNull(likes, 0) + ifNull(comments, 0) + ifNull(shares, 0)) AS interactions
FROM
(
    SELECT
        toString(content_id) AS content_id,
        false AS is_report,
        toNullable(toInt64(sum(content_daily.views))) AS view_count,
        toNullable(toInt64(sum(content_daily.likes))) AS like_count,
        toNullable(toInt64(sum(content_daily.comments))) AS comment_count,
        toNullable(toInt64(sum(content_daily.shares))) AS share_count
    FROM content_daily
    WHERE workspace_id = {workspace_id:String}
    GROUP BY content_id
    UNION ALL
    SELECT
        content_id,
        true AS is_report,
        toInt64(argMax(views, (observed_at, received_at))),
        toInt64(argMax(likes, (observed_at, received_at))),
        toInt64(argMax(comments, (observed_at, received_at))),
        toInt64(argMax(shares, (observed_at, received_at)))
    FROM content_snapshots
    WHERE workspace_id = {workspace_id:String}
    GROUP BY content_id
)
GROUP BY content_id;
