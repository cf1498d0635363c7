// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Failures and what to do about them: exceptions, the server's error codes, suggestions for
 * misspelt names.
 */
package io.flinkhouse.clickhouse.error;
