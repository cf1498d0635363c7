// Licensed under the Apache License, Version 2.0: see LICENSE.
/** One block as bytes: the buffers it is built in and the payload that is sent. */
package io.flinkhouse.clickhouse.block;
