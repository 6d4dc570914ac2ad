-- In how many events of the people a field holds the wrong value.
SELECT count() AS found
FROM events
WHERE workspace_id = {workspace_id:String}
    AND if(actor_id != '', actor_id, anonymous_id) IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
    AND multiIf(
        {field:String} = 'country', toString(country),
        {field:String} = 'language', toString(language),
        {field:String} = 'device', toString(device),
        {field:String} = 'text', text,
        JSONExtractString(properties, {property:String})
    ) = (SELECT groupArray(needle) FROM erasures_subjects WHERE batch_id = {values_id:String})[1]
