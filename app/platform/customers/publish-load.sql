-- From now on the customers of a load are the ones of the days it has rows of: later than any before, also where the clock was set back.
INSERT INTO customer_loads
SELECT
    {workspace_id:String},
    {provenance:String},
    observed_on,
    {load_id:String},
    greatest(fromUnixTimestamp64Milli({published_milliseconds:Int64}, 'UTC'), latest + toIntervalMillisecond(1))
FROM
(
    SELECT DISTINCT observed_on
    FROM customers
    WHERE workspace_id = {workspace_id:String} AND provenance = {provenance:String} AND load_key = {load_id:String}
) AS days
LEFT JOIN
(
    SELECT observed_on, max(published_at) AS latest
    FROM customer_loads
    WHERE workspace_id = {workspace_id:String} AND provenance = {provenance:String}
    GROUP BY observed_on
) AS published USING (observed_on)
