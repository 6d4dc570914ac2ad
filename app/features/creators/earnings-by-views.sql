-- What earnings of creators are made of by quarter of views a post, the fewest views first: sums, from which means and intervals come.
SELECT
    toString(quarter) AS bucket,
    'creator_earnings_usd' AS figure,
    count() AS units,
    sum(earned) AS numerator,
    count() AS denominator,
    sum(earned * earned) AS numerator_squares,
    count() AS denominator_squares,
    sum(earned) AS products
FROM
(
    SELECT
        assumeNotNull(creator_earnings_month_usd) AS earned,
        ntile(4) OVER (ORDER BY avg_views_per_post, customer_id) AS quarter
    FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
    platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
    WHERE is_creator = 1 AND isNotNull(creator_earnings_month_usd) AND isNotNull(avg_views_per_post)
)
GROUP BY quarter
ORDER BY quarter
