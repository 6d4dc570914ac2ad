-- Refused events, under the present names.
ALTER TABLE quarantine UPDATE
    message = arrayFold((kept, name) -> replaceAll(kept, name, transform(name, (SELECT groupArray(old_name) FROM (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), (SELECT groupArray(new_name) FROM (SELECT new_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), name)), arrayDistinct(extractAll(message, 'p[1-9][0-9]*[.][A-Za-z0-9_-]{22}')), message),
    payload = arrayFold((kept, name) -> replaceAll(kept, name, transform(name, (SELECT groupArray(old_name) FROM (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), (SELECT groupArray(new_name) FROM (SELECT new_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), name)), arrayDistinct(extractAll(payload, 'p[1-9][0-9]*[.][A-Za-z0-9_-]{22}')), payload)
WHERE workspace_id = {workspace_id:String}
    AND hasAny(extractAll(concat(message, '\n', payload), 'p[1-9][0-9]*[.][A-Za-z0-9_-]{22}'), (SELECT groupArray(old_name) FROM (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)))
