// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Audit of a table against the topic that it was filled from: finds lost and doubled messages. */
package io.flinkhouse.clickhouse.audit;
