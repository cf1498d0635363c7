// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * One codec per ClickHouse type, which encodes Flink values into Native blocks and decodes them; no
 * network, no logging.
 */
package io.flinkhouse.clickhouse.codec;
