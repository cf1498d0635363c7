// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Blocks that the server refuses: finds the refused rows or messages and takes them out. */
package io.flinkhouse.clickhouse.rejection;
