// Licensed under the Apache License, Version 2.0: see LICENSE.
/** The description of a table, as the server gives it. */
package io.flinkhouse.clickhouse.schema;
