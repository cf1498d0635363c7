// Licensed under the Apache License, Version 2.0: see LICENSE.
/** LZ4 frames with ClickHouse's checksum, written and read. */
package io.flinkhouse.clickhouse.codec.lz4;
