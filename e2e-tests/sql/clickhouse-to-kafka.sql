SET 'execution.checkpointing.interval' = '2s';
SET 'parallelism.default' = '1';
SET 'pipeline.name' = 'github-events-back';

-- Reads the rows of the table, then those that are inserted; it needs no topic.
CREATE TABLE stored_events (
  event_type STRING NOT NULL, actor_login STRING NOT NULL, repo_name STRING NOT NULL,
  _partition INT NOT NULL, _offset BIGINT NOT NULL
) WITH (
  'connector' = 'clickhouse',
  'url' = '${url}',
  'database-name' = 'demo',
  'table-name' = 'github_events',
  'scan.startup.mode' = 'initial'
);

CREATE TABLE sent_events (
  event_type STRING, actor_login STRING, repo_name STRING, _partition INT, _offset BIGINT
) WITH (
  'connector' = 'kafka',
  'topic' = '${topic}',
  'properties.bootstrap.servers' = '${bootstrap}',
  'properties.transaction.timeout.ms' = '600000',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'github-events-back',
  'format' = 'json'
);

INSERT INTO sent_events SELECT * FROM stored_events;
