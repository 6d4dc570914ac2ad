-- The customers of one snapshot with the segment of each: how long they stay, how much they take part, and whether what they bring in a month
-- is among the highest quarter. The rules stand in the order in which they hold; docs/methods/customer-segments.md explains them.
CREATE VIEW IF NOT EXISTS segmented_customers AS
WITH
    (
        SELECT quantileExactInclusive(0.75)(total_revenue_month_usd)
        FROM customers FINAL
        WHERE workspace_id = {workspace_id:String} AND provenance = {provenance:String} AND observed_on = {observed_on:Date}
    ) AS high_revenue,
    total_revenue_month_usd > 0 AND total_revenue_month_usd >= high_revenue AS brings_much
SELECT
    *,
    multiIf(
        isNull(tenure_months) OR isNull(engagement_score) OR isNull(total_revenue_month_usd), 'unclear',
        tenure_months < 3, 'new',
        engagement_score >= 0.5 AND brings_much, 'champions',
        engagement_score >= 0.5, 'engaged',
        engagement_score >= 0.3, 'steady',
        brings_much, 'valuable_at_risk',
        tenure_months >= 24, 'fading',
        'at_risk'
    ) AS segment
FROM customers FINAL
WHERE workspace_id = {workspace_id:String} AND provenance = {provenance:String} AND observed_on = {observed_on:Date};
