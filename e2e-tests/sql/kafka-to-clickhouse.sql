SET 'execution.checkpointing.interval' = '2s';
SET 'table.local-time-zone' = 'UTC';
SET 'pipeline.name' = 'github-events';

CREATE TABLE events_in_kafka (
  file_time TIMESTAMP_LTZ(0), event_type STRING, actor_login STRING, repo_name STRING,
  created_at TIMESTAMP_LTZ(0), updated_at TIMESTAMP_LTZ(0), `action` STRING, comment_id BIGINT,
  `path` STRING, `ref` STRING, ref_type STRING, creator_user_login STRING, `number` BIGINT, `title` STRING,
  `labels` ARRAY<STRING NOT NULL> NOT NULL, `state` STRING, assignee STRING,
  assignees ARRAY<STRING NOT NULL> NOT NULL, closed_at TIMESTAMP_LTZ(0),
  merged_at TIMESTAMP_LTZ(0), merge_commit_sha STRING,
  requested_reviewers ARRAY<STRING NOT NULL> NOT NULL, merged_by STRING, review_comments BIGINT,
  member_login STRING,
  kafka_partition INT NOT NULL METADATA FROM 'partition' VIRTUAL,
  kafka_offset BIGINT NOT NULL METADATA FROM 'offset' VIRTUAL
) WITH (
  'connector' = 'kafka',
  'topic' = '${topic}',
  'properties.bootstrap.servers' = '${bootstrap}',
  'properties.group.id' = 'demo',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE events_in_clickhouse (
  file_time TIMESTAMP_LTZ(0) NOT NULL, event_type STRING NOT NULL, actor_login STRING NOT NULL,
  repo_name STRING NOT NULL, created_at TIMESTAMP_LTZ(0) NOT NULL, updated_at TIMESTAMP_LTZ(0),
  `action` STRING NOT NULL, comment_id BIGINT NOT NULL, `path` STRING NOT NULL, `ref` STRING NOT NULL,
  ref_type STRING NOT NULL, creator_user_login STRING NOT NULL, `number` BIGINT NOT NULL,
  `title` STRING NOT NULL, `labels` ARRAY<STRING NOT NULL> NOT NULL, `state` STRING NOT NULL,
  assignee STRING NOT NULL, assignees ARRAY<STRING NOT NULL> NOT NULL, closed_at TIMESTAMP_LTZ(0),
  merged_at TIMESTAMP_LTZ(0), merge_commit_sha STRING NOT NULL,
  requested_reviewers ARRAY<STRING NOT NULL> NOT NULL, merged_by STRING NOT NULL,
  review_comments BIGINT NOT NULL, member_login STRING NOT NULL,
  kafka_partition INT NOT NULL, kafka_offset BIGINT NOT NULL
) WITH (
  'connector' = 'clickhouse',
  'url' = '${url}',
  'database-name' = 'demo',
  'table-name' = 'github_events',
  'sink.semantic' = '${semantic}'
);

INSERT INTO events_in_clickhouse
SELECT
  COALESCE(file_time, TO_TIMESTAMP_LTZ(0, 0)), COALESCE(event_type, 'Event'),
  COALESCE(actor_login, ''), COALESCE(repo_name, ''), COALESCE(created_at, TO_TIMESTAMP_LTZ(0, 0)),
  updated_at, COALESCE(`action`, 'none'), COALESCE(comment_id, 0), COALESCE(`path`, ''),
  COALESCE(`ref`, ''), COALESCE(ref_type, 'none'), COALESCE(creator_user_login, ''),
  COALESCE(`number`, 0), COALESCE(`title`, ''), `labels`, COALESCE(`state`, 'none'),
  COALESCE(assignee, ''), assignees, closed_at, merged_at, COALESCE(merge_commit_sha, ''),
  requested_reviewers, COALESCE(merged_by, ''), COALESCE(review_comments, 0),
  COALESCE(member_login, ''), kafka_partition, kafka_offset
FROM events_in_kafka;
