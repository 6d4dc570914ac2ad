-- How many of the customers that a filter leaves have a number of one column in each bin; what is beyond the last begins there.
SELECT
    least(toUInt32(floor((number - {first:Float64}) / {width:Float64})), {bins:UInt32} - 1) AS bin,
    count() AS customers
FROM
(
    SELECT toFloat64({column:Identifier}) AS number
    FROM segmented_customers(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date})
    WHERE ({segment:String} = '' OR segment = {segment:String})
        AND ({gender:String} = '' OR gender = {gender:String})
        AND ({location:String} = '' OR location = {location:String})
        AND ({account_type:String} = '' OR account_type = {account_type:String})
        AND ({platform_primary:String} = '' OR platform_primary = {platform_primary:String})
)
WHERE isNotNull(number)
GROUP BY bin
ORDER BY bin
