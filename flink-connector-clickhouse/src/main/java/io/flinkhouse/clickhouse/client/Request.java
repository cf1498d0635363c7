// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.block.Payload;

import java.util.Map;

/**
 * A POST request: address, parameters and body.
 *
 * @param settings the parameters of the address: server settings and parameters of the HTTP
 *     interface
 */
record Request(Map<String, String> settings, Payload body) {}
