// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Tests of the shipped fat jar: its contents, its linkage, and that it works alone. */
package io.flinkhouse.clickhouse.sqljar;
