// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import org.apache.flink.annotation.Internal;

/**
 * A column of a sealed block of rows.
 *
 * @param type in which its values are sent, without names that stand for another type; empty where
 *     a block of an older version does not say
 */
@Internal
public record SealedColumn(String name, String type) {}
