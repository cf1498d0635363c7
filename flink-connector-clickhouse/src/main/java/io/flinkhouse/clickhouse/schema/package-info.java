// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Table metadata read from the server: columns, engine, keys, views, and the user's grants. */
package io.flinkhouse.clickhouse.schema;
