// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import io.flinkhouse.clickhouse.schema.TableDescription;

import org.apache.flink.annotation.Internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells a table from another of the same name: by its UUID, or by its path in ZooKeeper where each
 * replica may have a UUID of its own.
 */
@Internal
public final class TableIdentity {

    private static final String ZOOKEEPER = "zookeeper:";
    private static final Pattern PATH =
            Pattern.compile("^Replicated\\w*MergeTree\\('((?:[^'\\\\]|\\\\.)*)'.*", Pattern.DOTALL);

    private TableIdentity() {}

    static String of(TableDescription table) {
        Matcher path = PATH.matcher(table.engineClause());
        return path.matches()
                ? ZOOKEEPER + path.group(1).replace("{uuid}", table.uuid())
                : table.uuid();
    }

    /**
     * Tells whether a block was sealed for this table.
     *
     * @param sealed empty if it is not known; older blocks have a UUID for replicated tables too,
     *     which says nothing about another replica
     */
    public static boolean isSame(String sealed, TableGuarantees now) {
        boolean path = sealed.startsWith(ZOOKEEPER);
        return now.identity().startsWith(ZOOKEEPER) && !path || sealed.equals(now.identity());
    }
}
