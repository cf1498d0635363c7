// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * HTTP requests to the server: endpoints, time-outs, TLS, retries; the only package that names the
 * HTTP library.
 */
package io.flinkhouse.clickhouse.client;
