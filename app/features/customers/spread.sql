-- How the numbers of one column are spread over the customers that a filter leaves, and how many customers there are without it.
SELECT
    count() AS everybody,
    countIf(asked) AS customers,
    countIf(number, asked) AS known,
    avgIf(number, asked) AS mean,
    minIf(number, asked) AS least,
    maxIf(number, asked) AS most,
    quantilesExactInclusiveIf(0.05, 0.25, 0.5, 0.75, 0.95, 0.99)(number, asked) AS quantiles
FROM
(
    SELECT
        toFloat64({column:Identifier}) AS number,
        ({segment:String} = '' OR segment = {segment:String})
            AND ({gender:String} = '' OR gender = {gender:String})
            AND ({location:String} = '' OR location = {location:String})
            AND ({account_type:String} = '' OR account_type = {account_type:String})
            AND ({platform_primary:String} = '' OR platform_primary = {platform_primary:String}) AS asked
    FROM segmented_customers(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date})
)
