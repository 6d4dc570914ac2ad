-- How many customers of a snapshot a filter leaves, and how many there are without it.
SELECT
    (
        SELECT count()
        FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
            platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
    ) AS customers,
    (
        SELECT count()
        FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
            platform_primary = '', account_type = '', gender = '', location = '')
    ) AS everybody
