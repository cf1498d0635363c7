// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Dead letters: the record, its table and its block. */
package io.flinkhouse.clickhouse.deadletter;
