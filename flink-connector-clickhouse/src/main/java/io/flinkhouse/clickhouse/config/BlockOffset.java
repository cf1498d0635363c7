// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a partition of a table: the row with this number of its insert, and with this number
 * inside the insert.
 */
@Internal
public record BlockOffset(long block, long offset) implements Serializable {

    /** The first place of each partition. */
    public static final BlockOffset FIRST = new BlockOffset(0, 0);

    private static final Pattern PLACE =
            Pattern.compile("\\s*([^:;\\s]+):(\\d{1,18})(?::(\\d{1,18}))?\\s*");

    /**
     * Reads places by the id of their partition.
     *
     * @param text {@code partition_id:block:offset;…}; without offset the first row of the block
     * @throws IllegalArgumentException if the text is anything else, or names a partition twice
     */
    public static Map<String, BlockOffset> parse(String text) {
        Map<String, BlockOffset> places = new LinkedHashMap<>();
        for (String place : text.strip().replaceFirst(";$", "").split(";", -1)) {
            Matcher matcher = PLACE.matcher(place);
            Require.that(
                    matcher.matches(),
                    "scan.startup.specific-offsets",
                    text,
                    "partition_id:block or partition_id:block:offset for each partition, separated"
                            + " by ';', for example 'all:120:0' or '202611:57;202612:61:1000', with"
                            + " the values of _partition_id, _block_number and _block_offset of the"
                            + " first row to read");
            String offset = matcher.group(3);
            BlockOffset other =
                    places.put(
                            matcher.group(1),
                            new BlockOffset(
                                    Long.parseLong(matcher.group(2)),
                                    offset == null ? 0 : Long.parseLong(offset)));
            Require.that(
                    other == null,
                    "scan.startup.specific-offsets",
                    text,
                    "one place for partition " + matcher.group(1) + ", which is there twice");
        }
        return places;
    }
}
