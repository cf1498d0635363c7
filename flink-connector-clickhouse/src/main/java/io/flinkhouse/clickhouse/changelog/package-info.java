// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Inserts, updates and deletes as rows and statements, by the engine of the table. */
package io.flinkhouse.clickhouse.changelog;
