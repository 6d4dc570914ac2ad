-- How the earnings of creators are shared out, and how they go along with views: the share that each twentieth and all below it have, the
-- sums that the share of the top tenth and its interval come from, correlations of those who earn, and both halves by views of a post. Above
-- the least of the top tenth each creator counts with the excess, all with that least for a tenth.
WITH
    toUInt32(round(creators / 10)) AS top,
    earned[creators - top + 1] AS least,
    arrayMap(x -> greatest(x - least, 0) + least * top / creators, earned) AS parts,
    arrayCumSum(earned) AS sums,
    intDiv(length(by_views), 2) AS half
SELECT
    length(earned) AS creators,
    arraySum(earned) AS usd,
    arrayMap(step -> if(step = 0, 0., sums[toUInt32(round(step * creators / 20))]), range(21)) AS usd_below,
    arraySum(parts) AS numerator,
    arraySum(x -> x * x, parts) AS numerator_squares,
    arraySum(x -> x * x, earned) AS denominator_squares,
    arraySum((part, x) -> part * x, parts, earned) AS products,
    correlated,
    correlation,
    rank_correlation,
    arrayMap(
        earned_of -> (length(earned_of), arraySum(earned_of), arraySum(x -> x * x, earned_of)),
        [arrayMap(x -> x.3, arraySlice(by_views, 1, half)), arrayMap(x -> x.3, arraySlice(by_views, half + 1))]) AS halves_by_views
FROM
(
    SELECT
        arraySort(groupArray(assumeNotNull(creator_earnings_month_usd))) AS earned,
        arraySort(groupArrayIf(
            (assumeNotNull(avg_views_per_post), cityHash64(customer_id), assumeNotNull(creator_earnings_month_usd)),
            isNotNull(avg_views_per_post))) AS by_views,
        countIf(creator_earnings_month_usd > 0 AND isNotNull(avg_views_per_post)) AS correlated,
        corrStableIf(log(1 + avg_views_per_post), log(creator_earnings_month_usd), creator_earnings_month_usd > 0) AS correlation,
        if(correlated > 1, rankCorrIf(
            toFloat64(assumeNotNull(avg_views_per_post)), assumeNotNull(creator_earnings_month_usd),
            creator_earnings_month_usd > 0 AND isNotNull(avg_views_per_post)), NULL) AS rank_correlation
    FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
        platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
    WHERE is_creator = 1 AND isNotNull(creator_earnings_month_usd)
)
