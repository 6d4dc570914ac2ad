-- Customers of days that a load took the place of others on.
ALTER TABLE customers DELETE WHERE workspace_id = {workspace_id:String} AND provenance = {provenance:String} AND load_key != {load_id:String}
    AND observed_on IN (
        SELECT observed_on FROM customer_loads WHERE workspace_id = {workspace_id:String} AND provenance = {provenance:String}
        GROUP BY observed_on HAVING argMax(load_id, published_at) = {load_id:String})
