-- The customers of one snapshot that a filter leaves, all columns, in the order of their ids.
SELECT * EXCEPT (workspace_id, observed_on, load_id, loaded_at, expires_at, segment)
FROM segmented_customers(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date})
WHERE ({segment:String} = '' OR segment = {segment:String})
    AND ({gender:String} = '' OR gender = {gender:String})
    AND ({location:String} = '' OR location = {location:String})
    AND ({account_type:String} = '' OR account_type = {account_type:String})
    AND ({platform_primary:String} = '' OR platform_primary = {platform_primary:String})
ORDER BY customer_id
