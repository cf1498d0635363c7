// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Real servers for tests and for the demo, each a process of its own that can be killed.
 *
 * <p>Knows {@code config} for the address of a server and nothing else of the connector, so that
 * the connector is never tested with its own code.
 */
package io.flinkhouse.clickhouse.testutils.process;
