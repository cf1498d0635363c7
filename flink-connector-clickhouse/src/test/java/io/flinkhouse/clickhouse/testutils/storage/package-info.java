// Licensed under the Apache License, Version 2.0: see LICENSE.
/** File systems for tests. */
package io.flinkhouse.clickhouse.testutils.storage;
