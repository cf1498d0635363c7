// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Messages in one block, in formats that the server parses. */
package io.flinkhouse.clickhouse.passthrough;
