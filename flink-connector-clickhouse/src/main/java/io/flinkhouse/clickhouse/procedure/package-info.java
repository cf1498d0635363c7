// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Procedures for {@code CALL}: they audit, explain and repair the delivery into a table. */
package io.flinkhouse.clickhouse.procedure;
