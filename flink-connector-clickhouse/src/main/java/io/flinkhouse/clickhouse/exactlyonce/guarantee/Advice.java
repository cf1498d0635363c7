// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import org.apache.flink.annotation.Internal;

import java.util.List;

/**
 * A weakness of a table, or the reason why it has no guarantee, with what helps.
 *
 * @param text the whole advice, with the statements
 * @param statements those that may be run; any one of them helps
 */
@Internal
public record Advice(String text, List<String> statements) {

    static Advice of(String text, String... statements) {
        return new Advice(text, List.of(statements));
    }
}
