-- How the earnings of creators are shared out: the share that each twentieth and all below it have, and the sums that the share of the top
-- tenth and its interval come from. Above the least of the top tenth each creator counts with the excess, all with that least for a tenth.
WITH
    (
        SELECT arraySort(groupArray(assumeNotNull(creator_earnings_month_usd)))
        FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
    platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
        WHERE is_creator = 1 AND isNotNull(creator_earnings_month_usd)
    ) AS earned,
    length(earned) AS creators,
    toUInt32(round(creators / 10)) AS top,
    earned[creators - top + 1] AS least,
    arrayMap(x -> greatest(x - least, 0) + least * top / creators, earned) AS parts,
    arrayCumSum(earned) AS sums
SELECT
    creators,
    arraySum(earned) AS usd,
    arrayMap(step -> if(step = 0, 0., sums[toUInt32(round(step * creators / 20))]), range(21)) AS usd_below,
    arraySum(parts) AS numerator,
    arraySum(x -> x * x, parts) AS numerator_squares,
    arraySum(x -> x * x, earned) AS denominator_squares,
    arraySum((part, x) -> part * x, parts, earned) AS products
WHERE creators >= 20
