-- Puts the right value where a field of the people’s events holds the wrong one. The values are read from a table: the store keeps the text of changes.
ALTER TABLE events UPDATE
    country = if({field:String} = 'country', (SELECT groupArray(replacement) FROM erasures_subjects WHERE batch_id = {values_id:String})[1], country),
    language = if({field:String} = 'language', (SELECT groupArray(replacement) FROM erasures_subjects WHERE batch_id = {values_id:String})[1], language),
    device = if({field:String} = 'device', (SELECT groupArray(replacement) FROM erasures_subjects WHERE batch_id = {values_id:String})[1], device),
    text = if({field:String} = 'text', (SELECT groupArray(replacement) FROM erasures_subjects WHERE batch_id = {values_id:String})[1], text),
    properties = if({field:String} = 'property', jsonMergePatch(properties, (SELECT groupArray(replacement) FROM erasures_subjects WHERE batch_id = {values_id:String})[1]), properties)
WHERE workspace_id = {workspace_id:String}
    AND if(actor_id != '', actor_id, anonymous_id) IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
    AND multiIf(
        {field:String} = 'country', toString(country),
        {field:String} = 'language', toString(language),
        {field:String} = 'device', toString(device),
        {field:String} = 'text', text,
        JSONExtractString(properties, {property:String})
    ) = (SELECT groupArray(needle) FROM erasures_subjects WHERE batch_id = {values_id:String})[1]
