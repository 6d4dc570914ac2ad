-- How a post's counters grew in a period, with what it brought along when it was first observed.
SELECT
    sum(views_growth + views_brought) AS views,
    sum(likes_growth + likes_brought) AS likes,
    sum(comments_growth + comments_brought) AS comments,
    sum(shares_growth + shares_brought) AS shares
FROM content_growth(workspace_id = {workspace_id:String}, to = {to:Date}, time_zone = {time_zone:String})
WHERE content_id = {content_id:String} AND observed_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
