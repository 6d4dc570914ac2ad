-- Files that the engine replaced up to a moment and has not deleted yet: it keeps them for eight minutes.
SELECT table, count() AS files
FROM system.parts
WHERE database = currentDatabase() AND table IN {tables:Array(String)} AND NOT active AND remove_time <= fromUnixTimestamp({changed_seconds:UInt32})
GROUP BY table
