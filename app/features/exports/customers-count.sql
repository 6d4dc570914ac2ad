-- How many customers of one snapshot a filter leaves.
SELECT count() AS rows
FROM segmented_customers(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date})
WHERE ({segment:String} = '' OR segment = {segment:String})
    AND ({gender:String} = '' OR gender = {gender:String})
    AND ({location:String} = '' OR location = {location:String})
    AND ({account_type:String} = '' OR account_type = {account_type:String})
    AND ({platform_primary:String} = '' OR platform_primary = {platform_primary:String})
