-- How many videos of a workspace are scored, and how many of them a run has analysed.
SELECT
    (SELECT count() FROM youtube_trends_scores FINAL WHERE workspace_id = {workspace_id:String} AND version = {version:String}) AS videos,
    (SELECT count() FROM youtube_trends_analyses FINAL WHERE workspace_id = {workspace_id:String} AND run_id = {run_id:String}) AS analysed
