-- How many scored videos of a workspace there are of each viral score, among those that are searched for.
SELECT viral, count() AS videos, toUnixTimestamp64Milli(max(scored_at)) AS scored_at_milliseconds
FROM youtube_trends_scores FINAL
WHERE workspace_id = {workspace_id:String}
    AND version = {version:String}
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
GROUP BY viral
ORDER BY viral
