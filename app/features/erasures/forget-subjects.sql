-- The identifiers of an erasure that is over.
ALTER TABLE erasures_subjects DELETE WHERE batch_id = {batch_id:String}
