-- Which load the customers of a snapshot are read from: the last one that was written to its end. Until then the rows of a load are in the
-- table and are not read, and those of the load before are.
CREATE TABLE IF NOT EXISTS customer_loads
(
    workspace_id LowCardinality(String),
    provenance LowCardinality(String),
    observed_on Date,
    load_id String,
    published_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(published_at)
ORDER BY (workspace_id, provenance, observed_on)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;

-- A customer is stored once for each load; rows from before this have an empty word.
ALTER TABLE customers ADD COLUMN IF NOT EXISTS load_key String AFTER platform_primary,
    MODIFY ORDER BY (workspace_id, provenance, observed_on, customer_id, load_key);

INSERT INTO customer_loads SELECT DISTINCT workspace_id, provenance, observed_on, '', toDateTime64(0, 3, 'UTC') FROM customers WHERE load_key = '';

-- The customers of each snapshot, each once: nothing of a load under way, nor of one that another took the place of.
CREATE VIEW IF NOT EXISTS current_customers AS
SELECT * EXCEPT (load_key)
FROM customers FINAL
WHERE (workspace_id, provenance, observed_on, load_key)
    IN (SELECT workspace_id, provenance, observed_on, argMax(load_id, published_at) FROM customer_loads GROUP BY workspace_id, provenance, observed_on);

-- As in 0024, of the current load.
CREATE OR REPLACE VIEW segmented_customers AS
WITH
    (
        SELECT quantileExactInclusive(0.75)(total_revenue_month_usd)
        FROM current_customers
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
FROM current_customers
WHERE workspace_id = {workspace_id:String} AND provenance = {provenance:String} AND observed_on = {observed_on:Date};

-- As in 0025, of the current load.
CREATE OR REPLACE VIEW customer_snapshot AS
SELECT *
FROM current_customers
WHERE workspace_id = {workspace_id:String}
    AND provenance = {provenance:String}
    AND observed_on = {observed_on:Date}
    AND ({platform_primary:String} = '' OR platform_primary = {platform_primary:String})
    AND ({account_type:String} = '' OR account_type = {account_type:String})
    AND ({gender:String} = '' OR gender = {gender:String})
    AND ({location:String} = '' OR location = {location:String});
