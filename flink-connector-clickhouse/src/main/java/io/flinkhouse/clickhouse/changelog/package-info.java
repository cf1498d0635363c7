// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Planning and writing of inserts, updates and deletes for each table engine, including versions
 * and keyed statements.
 */
package io.flinkhouse.clickhouse.changelog;
