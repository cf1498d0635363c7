// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Values of each ClickHouse type to bytes and back, in blocks of the Native format; no network, no
 * logging.
 */
package io.flinkhouse.clickhouse.codec;
