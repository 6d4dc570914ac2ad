-- Posts that a run found to be about the subject of a video, the most similar of each platform first.
SELECT platform, matched_id, similarity, views, likes, comments, shares
FROM youtube_trends_matches FINAL
WHERE workspace_id = {workspace_id:String} AND content_id = {content_id:String} AND run_id = {run_id:String}
ORDER BY platform, similarity DESC, matched_id
