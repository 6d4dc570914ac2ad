-- How many people were active on the days of a span; estimated, with a standard error below 1 %, where there are many.
SELECT uniq(actor_id) AS people
FROM actor_daily
WHERE workspace_id = {workspace_id:String} AND day >= {from:Date} AND day <= {to:Date} AND actor_id != ''
