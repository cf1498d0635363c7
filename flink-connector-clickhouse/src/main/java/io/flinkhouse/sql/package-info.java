// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Identifiers, literals and statements as text; no IO. Knows {@code types} and {@code error}. */
package io.flinkhouse.sql;
