// Licensed under the Apache License, Version 2.0: see LICENSE.
/** The bytes of one block: little-endian buffers, sealed blocks, and the payload of an INSERT. */
package io.flinkhouse.clickhouse.block;
