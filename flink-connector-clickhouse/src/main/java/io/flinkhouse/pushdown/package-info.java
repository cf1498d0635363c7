// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Conditions of Flink as SQL of the server, where both choose the same rows.
 *
 * <p>Knows {@code schema}, {@code sql}, {@code types} and {@code error}.
 */
package io.flinkhouse.pushdown;
