// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

/**
 * An active part: the inserts that it has, and those that it has not and that never come.
 *
 * @param min the number of its first insert
 * @param max the number of its last insert
 * @param rows the number of its rows
 * @param ageSeconds the time since the server wrote it, by insert or merge
 */
record PartSpan(long min, long max, long rows, long ageSeconds) {}
