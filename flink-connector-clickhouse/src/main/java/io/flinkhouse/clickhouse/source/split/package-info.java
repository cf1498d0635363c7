// Licensed under the Apache License, Version 2.0: see LICENSE.
/** What a scan reads: the SELECT, its splits, and the position of a reader inside a split. */
package io.flinkhouse.clickhouse.source.split;
