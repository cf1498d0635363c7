// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Immutable, validated settings: connection, batches, retries, delivery, server settings of each
 * INSERT and query, secrets.
 */
package io.flinkhouse.clickhouse.config;
