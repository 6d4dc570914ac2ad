-- Counts by content and hour; signed, so that what an erasure takes away can be counted backwards. Who was active is kept by the day, in actor_daily: by the hour it would outgrow the events.
CREATE TABLE IF NOT EXISTS content_hourly
(
    workspace_id LowCardinality(String),
    hour DateTime('UTC'),
    platform LowCardinality(String),
    type LowCardinality(String),
    content_id String,
    provenance LowCardinality(String),
    events Int64,
    value Float64
)
ENGINE = SummingMergeTree((events, value))
PARTITION BY toYear(hour)
ORDER BY (workspace_id, hour, platform, type, content_id, provenance)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS content_hourly_view TO content_hourly AS
SELECT
    workspace_id,
    toStartOfHour(occurred_at) AS hour,
    platform,
    type,
    content_id,
    provenance,
    count() AS events,
    sum(ifNull(value, 0)) AS value
FROM events
GROUP BY workspace_id, hour, platform, type, content_id, provenance;

-- A post's UTC day in one row, in the order of posts: what one post or the best of all posts gathered in a period, by the
-- counters platforms report too (which types of event make each is in contract/metrics.ts), with every type beside them.
-- Fed from content_hourly, which has already made many events one row. In this order a granule holds few posts, whatever
-- their number, so that a dictionary of them is small.
CREATE TABLE IF NOT EXISTS content_daily
(
    workspace_id LowCardinality(String),
    day Date,
    platform LowCardinality(String),
    content_id LowCardinality(String),
    provenance LowCardinality(String),
    events SimpleAggregateFunction(sum, Int64),
    views SimpleAggregateFunction(sum, Int64),
    likes SimpleAggregateFunction(sum, Int64),
    comments SimpleAggregateFunction(sum, Int64),
    shares SimpleAggregateFunction(sum, Int64),
    types SimpleAggregateFunction(sumMap, Map(String, Int64))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (workspace_id, content_id, platform, provenance, day)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS content_daily_view TO content_daily AS
SELECT
    workspace_id,
    toDate(hour) AS day,
    platform,
    content_id,
    provenance,
    sum(content_hourly.events) AS events,
    sumIf(content_hourly.events, type IN ('view', 'page', 'screen')) AS views,
    sumIf(content_hourly.events, type = 'like') AS likes,
    sumIf(content_hourly.events, type = 'comment') AS comments,
    sumIf(content_hourly.events, type = 'share') AS shares,
    sumMap(map(toString(type), content_hourly.events)) AS types
FROM content_hourly
GROUP BY workspace_id, day, platform, content_id, provenance;

-- The same without content, by quarter of an hour: small whatever the number of posts, and exact in every time zone,
-- because offsets from UTC are multiples of 15 minutes. What the Overview reads.
CREATE TABLE IF NOT EXISTS platform_quarter_hourly
(
    workspace_id LowCardinality(String),
    quarter DateTime('UTC'),
    platform LowCardinality(String),
    type LowCardinality(String),
    provenance LowCardinality(String),
    events Int64,
    value Float64
)
ENGINE = SummingMergeTree((events, value))
PARTITION BY toYear(quarter)
ORDER BY (workspace_id, quarter, platform, type, provenance)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS platform_quarter_hourly_view TO platform_quarter_hourly AS
SELECT
    workspace_id,
    toStartOfFifteenMinutes(occurred_at) AS quarter,
    platform,
    type,
    provenance,
    count() AS events,
    sum(ifNull(value, 0)) AS value
FROM events
GROUP BY workspace_id, quarter, platform, type, provenance;

-- Sketches of who was active and what was active in an hour, 3 KB at most, to be merged over any period: exact for a
-- few hundred, then with a standard error of 1.6 %. For periods with too many events to count, and to see how many people an
-- hour's figures are about, and whether minors are among them. An event stored without identity is nobody's.
CREATE TABLE IF NOT EXISTS uniques_hourly
(
    workspace_id LowCardinality(String),
    hour DateTime('UTC'),
    platform LowCardinality(String),
    people AggregateFunction(uniqCombined(12), Nullable(String)),
    content AggregateFunction(uniqCombined(12), Nullable(String)),
    minors SimpleAggregateFunction(max, UInt8)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYear(hour)
ORDER BY (workspace_id, hour, platform)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS uniques_hourly_view TO uniques_hourly AS
SELECT
    workspace_id,
    toStartOfHour(occurred_at) AS hour,
    platform,
    uniqCombinedState(12)(nullIf(multiIf(events.actor_id != '', events.actor_id, startsWith(events.anonymous_id, 'unlinked.'), '', events.anonymous_id), '')) AS people,
    uniqCombinedState(12)(nullIf(events.content_id, '')) AS content,
    max(startsWith(events.actor_id, 'minor.') OR startsWith(events.anonymous_id, 'minor.')) AS minors
FROM events
GROUP BY workspace_id, hour, platform;

-- How many different people, up to twenty, did something with a post, or with none, on a UTC day: whether figures about it are
-- about enough of them to be shown.
CREATE TABLE IF NOT EXISTS content_people
(
    workspace_id LowCardinality(String),
    day Date,
    platform LowCardinality(String),
    content_id String,
    people AggregateFunction(uniqUpTo(20), Nullable(String)),
    minors SimpleAggregateFunction(max, UInt8)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (workspace_id, content_id, platform, day)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS content_people_view TO content_people AS
SELECT
    workspace_id,
    toDate(occurred_at) AS day,
    platform,
    content_id,
    uniqUpToState(20)(nullIf(multiIf(events.actor_id != '', events.actor_id, startsWith(events.anonymous_id, 'unlinked.'), '', events.anonymous_id), '')) AS people,
    max(startsWith(events.actor_id, 'minor.') OR startsWith(events.anonymous_id, 'minor.')) AS minors
FROM events
GROUP BY workspace_id, day, platform, content_id;

-- One row for each person, UTC day and platform: uniques, retention, activity.
CREATE TABLE IF NOT EXISTS actor_daily
(
    workspace_id LowCardinality(String),
    day Date,
    platform LowCardinality(String),
    actor_id String,
    events SimpleAggregateFunction(sum, UInt64),
    value SimpleAggregateFunction(sum, Float64),
    first_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYear(day)
ORDER BY (workspace_id, day, platform, actor_id)
SETTINGS non_replicated_deduplication_window = 1000, merge_selector_base = 10, fsync_after_insert = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS actor_daily_view TO actor_daily AS
SELECT
    workspace_id,
    toDate(occurred_at) AS day,
    platform,
    multiIf(events.actor_id != '', events.actor_id, startsWith(events.anonymous_id, 'unlinked.'), '', events.anonymous_id) AS actor_id,
    count() AS events,
    sum(ifNull(value, 0)) AS value,
    min(occurred_at) AS first_at,
    max(occurred_at) AS last_at
FROM events
GROUP BY workspace_id, day, platform, actor_id;

-- Who passed what on, and from whom it came: the edges of every cascade.
CREATE TABLE IF NOT EXISTS share_edges
(
    workspace_id LowCardinality(String),
    content_id String,
    message_id String,
    parent_message_id String,
    actor_id String,
    platform LowCardinality(String),
    occurred_at DateTime64(3, 'UTC'),
    provenance LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY (workspace_id, content_id, occurred_at)
SETTINGS non_replicated_deduplication_window = 1000, merge_selector_base = 10, fsync_after_insert = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS share_edges_view TO share_edges AS
SELECT
    workspace_id,
    content_id,
    message_id,
    parent_message_id,
    if(events.actor_id != '', events.actor_id, events.anonymous_id) AS actor_id,
    platform,
    occurred_at,
    provenance
FROM events
WHERE type = 'share';

-- What happened to each post in a period of whole local days: full UTC days from content_daily, the hours before and after
-- them from content_hourly, and the pieces of an hour, where a zone's days begin between two, from the events themselves.
CREATE VIEW IF NOT EXISTS content_activity AS
WITH
    toDateTime({from:Date}, {time_zone:String}) AS start,
    toDateTime({to:Date} + 1, {time_zone:String}) AS finish,
    toDate(start + 86399, 'UTC') AS first_day,
    toDate(finish, 'UTC') AS end_day
SELECT content_id, platform, provenance, events, views, likes, comments, shares, types
FROM content_daily
WHERE workspace_id = {workspace_id:String} AND day >= first_day AND day < end_day
UNION ALL
SELECT
    toLowCardinality(content_id) AS content_id,
    platform,
    provenance,
    events,
    if(type IN ('view', 'page', 'screen'), events, 0) AS views,
    if(type = 'like', events, 0) AS likes,
    if(type = 'comment', events, 0) AS comments,
    if(type = 'share', events, 0) AS shares,
    map(toString(type), events) AS types
FROM
(
    SELECT content_id, platform, provenance, type, events
    FROM content_hourly
    WHERE workspace_id = {workspace_id:String}
        AND hour >= start
        AND hour < toStartOfHour(finish, 'UTC')
        AND (hour < toDateTime(first_day, 'UTC') OR hour >= toDateTime(end_day, 'UTC'))
    UNION ALL
    SELECT content_id, platform, provenance, type, toInt64(1) AS events
    FROM events
    WHERE workspace_id = {workspace_id:String}
        AND (toUnixTimestamp(start) % 3600 != 0 OR toUnixTimestamp(finish) % 3600 != 0)
        AND (
            (occurred_at >= toDateTime64(start, 3) AND occurred_at < toDateTime64(toStartOfHour(start + 3599, 'UTC'), 3))
            OR (occurred_at >= toDateTime64(toStartOfHour(finish, 'UTC'), 3) AND occurred_at < toDateTime64(finish, 3))
        )
);

-- Who did something with each post in a period of whole local days: full UTC days from content_people, what lies before and
-- after them from the events themselves.
CREATE VIEW IF NOT EXISTS content_audience AS
WITH
    toDateTime({from:Date}, {time_zone:String}) AS start,
    toDateTime({to:Date} + 1, {time_zone:String}) AS finish,
    toDate(start + 86399, 'UTC') AS first_day,
    toDate(finish, 'UTC') AS end_day
SELECT content_id, platform, people, minors
FROM content_people
WHERE workspace_id = {workspace_id:String} AND day >= first_day AND day < end_day
UNION ALL
SELECT
    content_id,
    platform,
    uniqUpToState(20)(nullIf(multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id), '')) AS people,
    max(startsWith(actor_id, 'minor.') OR startsWith(anonymous_id, 'minor.')) AS minors
FROM events
WHERE workspace_id = {workspace_id:String}
    AND (
        (occurred_at >= toDateTime64(start, 3) AND occurred_at < toDateTime64(toDateTime(first_day, 'UTC'), 3))
        OR (occurred_at >= toDateTime64(toDateTime(end_day, 'UTC'), 3) AND occurred_at < toDateTime64(finish, 3))
    )
GROUP BY content_id, platform;

-- How platforms' counters grew, observation by observation, up to the end of a local day. `_growth` is the difference to
-- the last reported value; a first value is no growth but was `_brought` along. A counter that is not reported is skipped.
CREATE VIEW IF NOT EXISTS content_growth AS
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
    ifNull(toInt64(views) - toInt64(views_before), 0) AS views_growth,
    ifNull(toInt64(likes) - toInt64(likes_before), 0) AS likes_growth,
    ifNull(toInt64(comments) - toInt64(comments_before), 0) AS comments_growth,
    ifNull(toInt64(shares) - toInt64(shares_before), 0) AS shares_growth,
    ifNull(toInt64(saves) - toInt64(saves_before), 0) AS saves_growth,
    if(isNull(views_before), ifNull(toInt64(views), 0), 0) AS views_brought,
    if(isNull(likes_before), ifNull(toInt64(likes), 0), 0) AS likes_brought,
    if(isNull(comments_before), ifNull(toInt64(comments), 0), 0) AS comments_brought,
    if(isNull(shares_before), ifNull(toInt64(shares), 0), 0) AS shares_brought,
    if(isNull(saves_before), ifNull(toInt64(saves), 0), 0) AS saves_brought
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
        anyLast(views) OVER earlier AS views_before,
        anyLast(likes) OVER earlier AS likes_before,
        anyLast(comments) OVER earlier AS comments_before,
        anyLast(shares) OVER earlier AS shares_before,
        anyLast(saves) OVER earlier AS saves_before
    FROM content_snapshots FINAL
    WHERE workspace_id = {workspace_id:String} AND observed_at < toDateTime64(toDateTime({to:Date} + 1, {time_zone:String}), 3)
    WINDOW earlier AS (PARTITION BY content_id ORDER BY observed_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
);
