// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * An exactly-once pipe of real processes under random faults, and the comparison of what went in
 * with what is there in the end; {@code chaos.sh} runs it.
 */
package io.flinkhouse.clickhouse.e2e.chaos;
