// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * How a record of a stream becomes a row of the target table.
 *
 * <p>Knows {@code codec}, {@code types} and {@code error}; knows neither server nor job.
 */
package io.flinkhouse.sink.rows;
