-- From now on the customers of a load are the ones of the days it has rows of.
INSERT INTO customer_loads
SELECT DISTINCT workspace_id, provenance, observed_on, {load_id:String}, fromUnixTimestamp64Milli({published_milliseconds:Int64}, 'UTC')
FROM customers
WHERE workspace_id = {workspace_id:String} AND provenance = {provenance:String} AND load_key = {load_id:String}
