SET 'execution.checkpointing.interval' = '2s';
SET 'table.local-time-zone' = 'UTC';
SET 'pipeline.name' = 'github-events';

-- The whole pipe in one table: reading it reads the topic, writing it writes ClickHouse.
CREATE TABLE github_events (
  file_time TIMESTAMP_LTZ(0), event_type STRING, actor_login STRING, repo_name STRING,
  created_at TIMESTAMP_LTZ(0), updated_at TIMESTAMP_LTZ(0), `action` STRING, comment_id BIGINT,
  `path` STRING, `ref` STRING, ref_type STRING, creator_user_login STRING, `number` BIGINT, `title` STRING,
  `labels` ARRAY<STRING>, `state` STRING, assignee STRING, assignees ARRAY<STRING>,
  closed_at TIMESTAMP_LTZ(0), merged_at TIMESTAMP_LTZ(0), merge_commit_sha STRING,
  requested_reviewers ARRAY<STRING>, merged_by STRING, review_comments BIGINT, member_login STRING,
  _partition INT NOT NULL METADATA,
  _offset BIGINT NOT NULL METADATA
) WITH (
  'connector' = 'clickhouse',
  'url' = '${url}',
  'database-name' = 'demo',
  'table-name' = 'github_events',
  'sink.semantic' = '${semantic}',
  'topic' = '${topic}',
  'properties.bootstrap.servers' = '${bootstrap}',
  'properties.group.id' = 'demo',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

INSERT INTO github_events SELECT * FROM github_events;
