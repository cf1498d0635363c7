// Licensed under the Apache License, Version 2.0: see LICENSE.
/** ClickHouse types: a parser for type names, and the mapping to and from Flink types. */
package io.flinkhouse.clickhouse.types;
