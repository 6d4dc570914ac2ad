-- What the people did until the pass began; what arrived in the hour since then is left to the next pass, as it was not counted back.
ALTER TABLE events DELETE WHERE workspace_id = {workspace_id:String} AND if(actor_id != '', actor_id, anonymous_id) IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
    AND NOT (received_at > fromUnixTimestamp64Milli({until_milliseconds:Int64}) AND received_at <= fromUnixTimestamp64Milli({until_milliseconds:Int64}) + INTERVAL 1 HOUR)
