// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Refused blocks: bisects a block to find the rows or messages that the server refuses, and keeps
 * the others.
 */
package io.flinkhouse.clickhouse.rejection;
