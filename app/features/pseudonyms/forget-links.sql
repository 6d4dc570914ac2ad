-- The names of a pass that is over.
ALTER TABLE pseudonyms_links DELETE WHERE batch_id = {batch_id:String}
