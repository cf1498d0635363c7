-- Licensed under the Apache License, Version 2.0: see LICENSE.
SET 'table.dml-sync' = 'true';
SET 'table.local-time-zone' = 'UTC';

-- What Flink writes into topics: rows of all kinds in Avro, and one topic in five schemas.

CREATE TABLE avro_topic (
  id BIGINT NOT NULL, name STRING, price DECIMAL(10, 2), `day` DATE, `at` TIMESTAMP(3),
  active BOOLEAN, ratio DOUBLE, tags ARRAY<STRING>, attributes MAP<STRING, INT>, `point` ROW<x INT, label STRING>, data BYTES
) WITH ('connector' = 'kafka', 'topic' = 'avro', 'properties.bootstrap.servers' = '${kafka}', 'format' = 'avro');

CREATE TABLE first_schema (id BIGINT NOT NULL, name STRING)
  WITH ('connector' = 'kafka', 'topic' = 'registry', 'properties.bootstrap.servers' = '${kafka}',
    'format' = 'avro-confluent', 'avro-confluent.url' = '${registry}');
CREATE TABLE with_field_added (extra INT) LIKE first_schema;
CREATE TABLE with_field_removed (id BIGINT NOT NULL)
  WITH ('connector' = 'kafka', 'topic' = 'registry', 'properties.bootstrap.servers' = '${kafka}',
    'format' = 'avro-confluent', 'avro-confluent.url' = '${registry}');
CREATE TABLE with_fields_reordered (name STRING, id BIGINT NOT NULL)
  WITH ('connector' = 'kafka', 'topic' = 'registry', 'properties.bootstrap.servers' = '${kafka}',
    'format' = 'avro-confluent', 'avro-confluent.url' = '${registry}');
CREATE TABLE with_note (note STRING) LIKE first_schema;

EXECUTE STATEMENT SET BEGIN
INSERT INTO avro_topic VALUES
  (1, 'one', 12.34, DATE '2026-01-02', TIMESTAMP '2026-01-02 03:04:05.678', TRUE, 0.5, ARRAY['a', 'b'], MAP['k', 7],
    CAST(ROW(3, 'here') AS ROW<x INT, label STRING>), x'00ff'),
  (2, CAST(NULL AS STRING), CAST(NULL AS DECIMAL(10, 2)), CAST(NULL AS DATE), CAST(NULL AS TIMESTAMP(3)),
    CAST(NULL AS BOOLEAN), CAST(NULL AS DOUBLE), CAST(NULL AS ARRAY<STRING>), CAST(NULL AS MAP<STRING, INT>),
    CAST(NULL AS ROW<x INT, label STRING>), CAST(NULL AS BYTES));
INSERT INTO first_schema VALUES (1, 'first');
INSERT INTO with_field_added VALUES (2, 'added', 5);
INSERT INTO with_field_removed VALUES (3);
INSERT INTO with_fields_reordered VALUES ('reordered', 4);
INSERT INTO with_note VALUES (5, 'noted', 'a note'), (6, 'not noted', CAST(NULL AS STRING));
END;

-- One table for each pipe.

CREATE TABLE of_json (
  id BIGINT NOT NULL, tags ARRAY<STRING>, attributes MAP<STRING, INT>, `point` ROW<x DOUBLE, y DOUBLE>,
  `at` TIMESTAMP_LTZ(3)
) WITH (
  'connector' = 'clickhouse', 'url' = '${clickhouse}', 'table-name' = 'of_json', 'topic' = 'json',
  'properties.bootstrap.servers' = '${kafka}', 'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601');

CREATE TABLE of_csv (id BIGINT NOT NULL, name STRING, price DECIMAL(9, 2)) WITH (
  'connector' = 'clickhouse', 'url' = '${clickhouse}', 'table-name' = 'of_csv', 'topic' = 'csv',
  'properties.bootstrap.servers' = '${kafka}', 'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset', 'format' = 'csv', 'csv.field-delimiter' = ';', 'csv.null-literal' = '-');

CREATE TABLE of_raw (line STRING, _key STRING METADATA, _offset BIGINT METADATA, _header_keys ARRAY<STRING> METADATA) WITH (
  'connector' = 'clickhouse', 'url' = '${clickhouse}', 'table-name' = 'of_raw', 'topic' = 'raw',
  'properties.bootstrap.servers' = '${kafka}', 'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset', 'format' = 'raw');

CREATE TABLE passed_through (message BYTES) WITH (
  'connector' = 'clickhouse', 'url' = '${clickhouse}', 'table-name' = 'passed_through', 'topic' = 'json',
  'properties.bootstrap.servers' = '${kafka}', 'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset', 'format' = 'raw', 'sink.input-format' = 'JSONEachRow',
  'settings.input_format_skip_unknown_fields' = '1');

CREATE TABLE of_avro (
  id BIGINT NOT NULL, name STRING, price DECIMAL(10, 2), `day` DATE, `at` TIMESTAMP(3), active BOOLEAN, ratio DOUBLE,
  tags ARRAY<STRING>, attributes MAP<STRING, INT>, `point` ROW<x INT, label STRING>, data BYTES,
  _raw_message STRING METADATA VIRTUAL
) WITH (
  'connector' = 'clickhouse', 'url' = '${clickhouse}', 'table-name' = 'of_avro', 'topic' = 'avro',
  'properties.bootstrap.servers' = '${kafka}', 'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset', 'format' = 'avro');

CREATE TABLE of_registry (id BIGINT NOT NULL, name STRING, note STRING, _raw_message STRING METADATA) WITH (
  'connector' = 'clickhouse', 'url' = '${clickhouse}', 'table-name' = 'of_registry', 'topic' = 'registry',
  'properties.bootstrap.servers' = '${kafka}', 'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset', 'value.format' = 'avro-confluent',
  'value.avro-confluent.url' = '${registry}');

CREATE TABLE of_lines (_offset BIGINT NOT NULL METADATA, ${lines}) WITH (
  'connector' = 'clickhouse', 'url' = '${clickhouse}', 'table-name' = 'of_lines', 'topic' = 'lines',
  'properties.bootstrap.servers' = '${kafka}', 'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset', 'format' = 'avro-confluent', 'avro-confluent.url' = '${registry}',
  'scan.error-mode' = 'skip', 'sink.error-mode' = 'skip');

CREATE TABLE enum_topic (state STRING NOT NULL, micros BIGINT NOT NULL) WITH (
  'connector' = 'clickhouse', 'url' = '${clickhouse}', 'table-name' = 'of_enum', 'topic' = 'enum',
  'properties.bootstrap.servers' = '${kafka}', 'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset', 'format' = 'avro-confluent', 'avro-confluent.url' = '${registry}',
  'avro-confluent.schema' = '{"type": "record", "name": "R", "fields": [{"name": "state", "type": {"type": "enum", "name": "S", "symbols": ["NEW", "PAID"]}}, {"name": "micros", "type": "long"}]}');
CREATE TABLE of_enum (state STRING NOT NULL, `at` TIMESTAMP_LTZ(3) NOT NULL) WITH (
  'connector' = 'clickhouse', 'url' = '${clickhouse}', 'table-name' = 'of_enum');

CREATE TABLE of_debezium (id BIGINT NOT NULL, name STRING, PRIMARY KEY (id) NOT ENFORCED) WITH (
  'connector' = 'clickhouse', 'url' = '${clickhouse}', 'table-name' = 'of_debezium', 'topic' = 'debezium',
  'properties.bootstrap.servers' = '${kafka}', 'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset', 'format' = 'debezium-json');

CREATE TABLE of_canal (id BIGINT NOT NULL, name STRING, PRIMARY KEY (id) NOT ENFORCED) WITH (
  'connector' = 'clickhouse', 'url' = '${clickhouse}', 'table-name' = 'of_canal', 'topic' = 'canal',
  'properties.bootstrap.servers' = '${kafka}', 'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset', 'format' = 'canal-json');

CREATE TABLE of_maxwell (id BIGINT NOT NULL, name STRING, PRIMARY KEY (id) NOT ENFORCED) WITH (
  'connector' = 'clickhouse', 'url' = '${clickhouse}', 'table-name' = 'of_maxwell', 'topic' = 'maxwell',
  'properties.bootstrap.servers' = '${kafka}', 'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset', 'format' = 'maxwell-json');

EXECUTE STATEMENT SET BEGIN
INSERT INTO of_json SELECT * FROM of_json;
INSERT INTO of_csv SELECT * FROM of_csv;
INSERT INTO of_raw SELECT * FROM of_raw;
INSERT INTO passed_through SELECT * FROM passed_through;
INSERT INTO of_avro SELECT id, name, price, `day`, `at`, active, ratio, tags, attributes, `point`, data FROM of_avro;
INSERT INTO of_registry SELECT * FROM of_registry;
INSERT INTO of_lines SELECT * FROM of_lines;
INSERT INTO of_enum SELECT state, TO_TIMESTAMP_LTZ(micros / 1000, 3) FROM enum_topic;
INSERT INTO of_debezium SELECT * FROM of_debezium;
INSERT INTO of_canal SELECT * FROM of_canal;
INSERT INTO of_maxwell SELECT * FROM of_maxwell;
END;
