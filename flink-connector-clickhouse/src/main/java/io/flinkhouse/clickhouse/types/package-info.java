// Licensed under the Apache License, Version 2.0: see LICENSE.
/** ClickHouse's type system and how it maps to Flink's. */
package io.flinkhouse.clickhouse.types;
