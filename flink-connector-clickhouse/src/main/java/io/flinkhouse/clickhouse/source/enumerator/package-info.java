// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Plans the splits of a scan and assigns them to the readers. */
package io.flinkhouse.clickhouse.source.enumerator;
