// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Identifiers, literals and statements as text; no requests. */
package io.flinkhouse.clickhouse.sql;
