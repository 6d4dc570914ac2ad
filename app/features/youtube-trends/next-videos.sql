-- Scored videos of a workspace that a run has not come to yet, the best first.
SELECT content_id
FROM youtube_trends_scores FINAL
WHERE workspace_id = {workspace_id:String}
    AND version = {version:String}
    AND content_id NOT IN (SELECT content_id FROM youtube_trends_analyses WHERE workspace_id = {workspace_id:String} AND run_id = {run_id:String})
ORDER BY calibrated DESC NULLS LAST, viral DESC, content_id
LIMIT {limit:UInt32}
