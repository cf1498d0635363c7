// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Tests that the sink needs no more memory than documented, whatever its rows are. */
package io.flinkhouse.clickhouse.e2e.memory;
