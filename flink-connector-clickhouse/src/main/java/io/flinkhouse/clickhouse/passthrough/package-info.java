// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Blocks of messages that the server parses: input formats, and the checks that keep one message
 * from changing another.
 */
package io.flinkhouse.clickhouse.passthrough;
