-- Refused events that name the people.
ALTER TABLE quarantine DELETE
WHERE workspace_id = {workspace_id:String}
    AND multiSearchAny(concat(message, '\n', payload), (SELECT groupArray(needle) FROM erasures_subjects WHERE batch_id = {batch_id:String}))
