-- One customer of one snapshot, with the segment.
SELECT *
FROM segmented_customers(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date})
WHERE customer_id IN {names:Array(String)}
LIMIT 1
