-- Who was active on the days of a span, each once: everybody, or one in `every`, chosen by a hash of the identifier.
SELECT DISTINCT actor_id
FROM actor_daily
WHERE workspace_id = {workspace_id:String}
    AND day >= {from:Date}
    AND day <= {to:Date}
    AND actor_id != ''
    AND cityHash64(actor_id) % {every:UInt32} = 0
