// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Which guarantee a table can give: fence column, deduplication windows, views, grants. */
package io.flinkhouse.clickhouse.exactlyonce.guarantee;
