-- The data directory that writes into the event store. Of two that claimed it at once, the first holds.
SELECT term, directory_id AS id, host, path, toString(since) AS since
FROM event_store_owners
ORDER BY term DESC, event_store_owners.since ASC, directory_id ASC
LIMIT 1
