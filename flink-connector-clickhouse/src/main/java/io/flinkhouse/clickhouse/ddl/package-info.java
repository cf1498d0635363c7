// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * The text of CREATE TABLE and ALTER TABLE for Flink tables: layout options, column types and their
 * comments; sends no request.
 */
package io.flinkhouse.clickhouse.ddl;
