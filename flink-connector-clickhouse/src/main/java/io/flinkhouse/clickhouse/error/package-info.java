// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Failures: exceptions, the server's error codes and how each is handled (retry, reject, fail), and
 * suggestions for misspelt names.
 */
package io.flinkhouse.clickhouse.error;
