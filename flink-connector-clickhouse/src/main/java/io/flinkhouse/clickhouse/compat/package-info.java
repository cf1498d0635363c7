// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Features that only some Flink versions have, found by reflection. */
package io.flinkhouse.clickhouse.compat;
