// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import org.apache.flink.annotation.Internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows and bytes that a server reports as written, materialized views included; a block dropped
 * as a duplicate counts as written.
 */
@Internal
public record InsertSummary(long writtenRows, long writtenBytes) {

    private static final Pattern ROWS = Pattern.compile("\"written_rows\"\\s*:\\s*\"(\\d+)\"");
    private static final Pattern BYTES = Pattern.compile("\"written_bytes\"\\s*:\\s*\"(\\d+)\"");

    /** Reads the header {@code X-ClickHouse-Summary}. */
    static InsertSummary parse(String header) {
        return header == null
                ? new InsertSummary(0, 0)
                : new InsertSummary(number(ROWS, header), number(BYTES, header));
    }

    private static long number(Pattern pattern, String header) {
        Matcher matcher = pattern.matcher(header);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
