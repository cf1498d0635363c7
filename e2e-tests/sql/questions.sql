-- Which repositories were starred most?
SELECT repo_name, count() AS stars FROM github_events WHERE event_type = 'WatchEvent'
GROUP BY repo_name ORDER BY stars DESC, repo_name LIMIT 5;

-- How long are pull requests open until they are merged?
SELECT count() AS merged, round(avg(dateDiff('minute', created_at, merged_at)) / 60, 1) AS hours_on_average,
       round(quantile(0.95)(dateDiff('minute', created_at, merged_at)) / 60, 1) AS hours_of_the_slowest_5_percent
FROM github_events WHERE merged_at IS NOT NULL;

-- Which labels do issues carry?
SELECT arrayJoin(labels) AS label, uniq(repo_name) AS repositories, count() AS events FROM github_events
WHERE event_type = 'IssuesEvent' GROUP BY label ORDER BY events DESC, label LIMIT 5;
