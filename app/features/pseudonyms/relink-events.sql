-- Events, under the present names.
ALTER TABLE events UPDATE
    actor_id = transform(actor_id, (SELECT groupArray(old_name) FROM (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), (SELECT groupArray(new_name) FROM (SELECT new_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), actor_id),
    anonymous_id = transform(anonymous_id, (SELECT groupArray(old_name) FROM (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), (SELECT groupArray(new_name) FROM (SELECT new_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), anonymous_id),
    target_id = transform(target_id, (SELECT groupArray(old_name) FROM (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), (SELECT groupArray(new_name) FROM (SELECT new_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), target_id),
    properties = arrayFold((kept, name) -> replaceAll(kept, name, transform(name, (SELECT groupArray(old_name) FROM (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), (SELECT groupArray(new_name) FROM (SELECT new_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), name)), arrayDistinct(extractAll(properties, 'p[1-9][0-9]*[.][A-Za-z0-9_-]{22}')), properties)
WHERE workspace_id = {workspace_id:String}
    AND
    (
        actor_id IN (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String})
        OR anonymous_id IN (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String})
        OR target_id IN (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String})
        OR hasAny(extractAll(properties, 'p[1-9][0-9]*[.][A-Za-z0-9_-]{22}'), (SELECT groupArray(old_name) FROM (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)))
    )
