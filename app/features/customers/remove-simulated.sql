-- Simulated customers of a day that another simulation takes the place of.
ALTER TABLE customers DELETE WHERE workspace_id = {workspace_id:String} AND provenance = 'simulated' AND observed_on = {observed_on:Date} AND load_id != {load_id:String}
