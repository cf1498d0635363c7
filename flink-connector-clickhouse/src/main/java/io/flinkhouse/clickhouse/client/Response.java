// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

/** The response of a server that accepted a request. */
record Response(String summary, String body) {}
