// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Bytes to the server and back: endpoints, time-outs, TLS. Knows {@code codec}, {@code config} and
 * {@code error}, and no rows.
 *
 * <p>The only package that names client-v2.
 */
package io.flinkhouse.client;
