// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * The rows of a table, read once from start to end.
 *
 * <p>Knows {@code schema}, {@code codec}, {@code client}, {@code sql}, {@code types}, {@code
 * config} and {@code error}.
 */
package io.flinkhouse.source;
