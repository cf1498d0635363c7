// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Measures the source code: cycles, sizes, annotations, Javadoc, jars. */
package io.flinkhouse.clickhouse.e2e.house;
