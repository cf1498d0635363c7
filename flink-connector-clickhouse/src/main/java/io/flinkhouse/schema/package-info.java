// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * What the server says of a table: engine, keys, columns and views, read in one request.
 *
 * <p>Knows {@code client}, {@code sql}, {@code types}, {@code config} and {@code error}. What
 * follows from it, for changes or for exactly-once, is up to those who ask.
 */
package io.flinkhouse.schema;
