// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Values to bytes and back, one class per ClickHouse type; types that differ in their limits alone
 * share one.
 *
 * <p>Knows {@code types} and {@code error}; knows neither server, nor job, nor options.
 */
package io.flinkhouse.codec;
