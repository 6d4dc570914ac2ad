-- How many events are in quarantine, by reason.
SELECT reason, count() AS count
FROM quarantine FINAL
WHERE workspace_id = {workspace_id:String} AND ({replayed:Bool} OR replayed_at IS NULL)
GROUP BY reason
ORDER BY count DESC, reason
