// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Bytes to the server and back: endpoints, time-outs, TLS. Knows {@code config}, {@code error} and
 * the frames of {@code codec}, and no rows.
 *
 * <p>The only package that names an HTTP library.
 */
package io.flinkhouse.client;
