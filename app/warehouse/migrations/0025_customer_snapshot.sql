-- Customers of one snapshot – what a table of one provenance says of one day – of whom a filter leaves those asked for. An empty word filters
-- nothing. The pages Social, Dating, Revenue and Engagement read no other way.
CREATE VIEW IF NOT EXISTS customer_snapshot AS
SELECT *
FROM customers FINAL
WHERE workspace_id = {workspace_id:String}
    AND provenance = {provenance:String}
    AND observed_on = {observed_on:Date}
    AND ({platform_primary:String} = '' OR platform_primary = {platform_primary:String})
    AND ({account_type:String} = '' OR account_type = {account_type:String})
    AND ({gender:String} = '' OR gender = {gender:String})
    AND ({location:String} = '' OR location = {location:String});
