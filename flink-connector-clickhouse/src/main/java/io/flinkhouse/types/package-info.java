// Licensed under the Apache License, Version 2.0: see LICENSE.
/** The type system of ClickHouse and how it maps to Flink's. Knows {@code error}. */
package io.flinkhouse.types;
