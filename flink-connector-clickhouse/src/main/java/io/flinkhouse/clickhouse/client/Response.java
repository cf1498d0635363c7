// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

/** What a server that accepted a request sent back. */
record Response(String summary, String body) {}
