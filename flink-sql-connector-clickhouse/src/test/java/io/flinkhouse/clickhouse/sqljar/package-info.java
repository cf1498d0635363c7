// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Tests of the fat jar as it is shipped: what is in it, that it links, that it works alone. */
package io.flinkhouse.clickhouse.sqljar;
