-- What others did, without the people it was done to or who are named in it.
ALTER TABLE events UPDATE
    anonymous_id = if(anonymous_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String}), '', anonymous_id),
    target_id = if(target_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String}), '', target_id),
    text = arrayFold((kept, named) -> replaceAll(kept, named.1, named.2), (SELECT groupArray((needle, replacement)) FROM erasures_subjects WHERE batch_id = {batch_id:String}), text),
    properties = arrayFold((kept, named) -> replaceAll(kept, named.1, named.2), (SELECT groupArray((needle, replacement)) FROM erasures_subjects WHERE batch_id = {batch_id:String}), properties),
    referrer = arrayFold((kept, named) -> replaceAll(kept, named.1, named.2), (SELECT groupArray((needle, replacement)) FROM erasures_subjects WHERE batch_id = {batch_id:String}), referrer)
WHERE workspace_id = {workspace_id:String}
    AND
    (
        anonymous_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
        OR target_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
        OR multiSearchAny(concat(text, '\n', properties, '\n', referrer), (SELECT groupArray(needle) FROM erasures_subjects WHERE batch_id = {batch_id:String}))
    )
