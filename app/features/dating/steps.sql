-- How many customers have done each step at all: somebody swipes right, matches, writes, arranges a date, comes to one.
SELECT
    countIf(swipes_right_day > 0) AS swiping,
    countIf(matches_per_day > 0) AS matching,
    countIf(messages_sent_day > 0) AS writing,
    countIf(dates_scheduled_month > 0) AS arranging,
    countIf(dates_completed_month > 0) AS meeting
FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
    platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
