-- Which of these customers an import has stored already, on which day.
SELECT DISTINCT customer_id AS id, toString(observed_on) AS day
FROM customers
WHERE workspace_id = {workspace_id:String}
    AND provenance = 'imported'
    AND observed_on IN {observed_days:Array(Date)}
    AND customer_id IN {names:Array(String)}
    AND load_id = {load_id:String}
    AND loaded_at < fromUnixTimestamp64Milli({before_milliseconds:Int64})
