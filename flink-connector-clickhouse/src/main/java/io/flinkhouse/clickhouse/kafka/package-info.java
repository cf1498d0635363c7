// Licensed under the Apache License, Version 2.0: see LICENSE.
/** The source of a table with a topic: virtual columns, metadata, broken messages. */
package io.flinkhouse.clickhouse.kafka;
