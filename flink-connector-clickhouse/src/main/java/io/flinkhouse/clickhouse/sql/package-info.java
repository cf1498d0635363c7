// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Builders for identifiers, literals, INSERT, SELECT, DELETE and UPDATE statements, and a parser
 * for table engines; sends no request.
 */
package io.flinkhouse.clickhouse.sql;
