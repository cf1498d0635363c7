// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * HTTP client: endpoints with fail-over, time-outs, TLS, retries, error responses; the only package
 * that uses the HTTP library.
 */
package io.flinkhouse.clickhouse.client;
