// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Tests an exactly-once pipe of real processes under random faults, and compares sent with stored
 * rows; {@code chaos.sh} runs it.
 */
package io.flinkhouse.clickhouse.e2e.chaos;
