-- One page of the scored videos of a workspace in the order asked for, as they were scored; null is unknown.
SELECT
    content_id,
    toUnixTimestamp64Milli(scored_at) AS scored_at_milliseconds,
    toUnixTimestamp64Milli(observed_at) AS observed_at_milliseconds,
    version,
    views,
    likes,
    comments,
    days_old,
    viral,
    engagement_percent,
    views_per_day,
    calibrated,
    calibrated_lower,
    calibrated_upper,
    engagement_percentile,
    velocity_percentile,
    shrunk_rate,
    sample,
    peers
FROM youtube_trends_scores FINAL
WHERE workspace_id = {workspace_id:String}
    AND version = {version:String}
    AND (empty({content_ids:Array(String)}) OR content_id IN {content_ids:Array(String)})
    AND viral >= {viral_min:UInt8}
    AND viral <= {viral_max:UInt8}
    AND
    (
        ({search:String} = '' AND {category:String} = '')
        OR content_id IN
        (
            SELECT content_id
            FROM content FINAL
            WHERE workspace_id = {workspace_id:String}
                AND platform = 'youtube'
                AND ({search:String} != '' OR {category:String} != '')
                AND ({category:String} = '' OR category = {category:String})
                AND
                (
                    {search:String} = ''
                    OR positionCaseInsensitiveUTF8(content_id, {search:String}) > 0
                    OR positionCaseInsensitiveUTF8(title, {search:String}) > 0
                    OR positionCaseInsensitiveUTF8(creator_name, {search:String}) > 0
                )
        )
    )
ORDER BY
    multiIf(
        {sort:String} = 'viral', toFloat64(viral),
        {sort:String} = 'engagement', engagement_percent,
        {sort:String} = 'velocity', views_per_day,
        {sort:String} = 'views', views,
        calibrated
    ) * if({order:String} = 'asc', 1, -1) ASC NULLS LAST,
    calibrated_lower DESC NULLS LAST,
    views DESC,
    content_id ASC
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
