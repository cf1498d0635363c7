// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Brings dead letters to their table: at once, or sealed with a checkpoint and sent after it. */
package io.flinkhouse.clickhouse.deadletter.delivery;
