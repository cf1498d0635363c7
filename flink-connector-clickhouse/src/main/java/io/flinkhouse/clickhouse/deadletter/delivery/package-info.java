// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Writers that send dead letters, either at once or with a checkpoint. */
package io.flinkhouse.clickhouse.deadletter.delivery;
