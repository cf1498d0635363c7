// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import org.apache.flink.annotation.Internal;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the type mapping as a page of documentation. */
@Internal
public final class TypeTable {

    private static final String HEAD =
            """
            # ClickHouse types

            The table lists all ClickHouse types with the Flink types that are written to them. A test generates it from
            the type mapping; `-Ddocs.update` rewrites it. Types may be nested in any type that takes types: Array, Map,
            Tuple, Nested, Variant, Nullable, LowCardinality. `CodecContractTest` compares the bytes of each type with
            those of a real server, on the values of `golden/<type>.tsv`, and `WrittenValuesITCase` reads written values
            back by the server and by clickhouse-jdbc.

            Rules for all types:

            * A value that the column cannot hold is an error that names column, type and row of the batch. It is never
              wrapped, rounded, truncated or turned into NULL. `sink.error-mode` selects how the row is handled; the other
              rows are written.
            * A nullable Flink column for a ClickHouse column without NULL is an error at planning, unless the column has
              a DEFAULT, which replaces NULL, or the type has a rule below. Inside arrays, maps and rows only the values
              are checked.
            * TIMESTAMP_LTZ is an instant. TIMESTAMP is a wall clock in the zone of the column, or, if the column's type
              names none, in the user's session_timezone, else the server's. A wall clock that the zone skips is moved
              forward by the gap; one that occurs twice is the earlier. The zone of the JVM has no effect. Planning warns
              of a zone whose history differs between this Java and the server.

            | ClickHouse | Flink (read as) | also written from | rules | golden values |
            |---|---|---|---|---|
            """;

    private TypeTable() {}

    /** Returns the page. */
    public static String markdown() {
        return Stream.of(TypeFamily.values())
                .filter(family -> family != TypeFamily.UNKNOWN)
                .map(TypeTable::line)
                .collect(Collectors.joining("", HEAD, ""));
    }

    private static String line(TypeFamily family) {
        MappingTable.Mapping mapping = MappingTable.of(family);
        Optional<String> natural = natural(family);
        if (natural.isEmpty()) {
            return "| " + family + " | refused | | " + mapping.rule() + " | |\n";
        }
        String also =
                mapping.accepts().stream()
                        .map(TypeCompatibility::name)
                        .filter(name -> !natural.get().startsWith(name))
                        .collect(Collectors.joining(", "));
        return "| "
                + String.join(
                        " | ",
                        List.of(
                                family.toString(),
                                natural.get(),
                                also,
                                mapping.rule(),
                                "`golden/" + family + ".tsv`"))
                + " |\n";
    }

    /** Describes the Flink type of a ClickHouse type, in words where it depends on parameters. */
    private static Optional<String> natural(TypeFamily family) {
        return switch (family) {
            case DECIMAL -> Optional.of("DECIMAL(p, s) to 38 digits, else STRING");
            case TIME64 -> Optional.of("TIME(p)");
            case DATE_TIME64 -> Optional.of("TIMESTAMP_LTZ(p)");
            case NULLABLE, LOW_CARDINALITY, SIMPLE_AGGREGATE_FUNCTION ->
                    Optional.of("as the inner type");
            case ARRAY -> Optional.of("ARRAY");
            case MAP -> Optional.of("MAP");
            case TUPLE -> Optional.of("ROW");
            case NESTED -> Optional.of("ARRAY of ROW");
            case VARIANT, GEOMETRY -> Optional.of("ROW of nullable fields");
            case AGGREGATE_FUNCTION, QBIT, NOTHING, UNKNOWN -> Optional.empty();
            case FIXED_STRING, ENUM8, ENUM16 -> Optional.of("STRING");
            default ->
                    Optional.of(
                            TypeMapping.toFlink(TypeParser.parse(family.toString()))
                                    .copy(true)
                                    .asSummaryString());
        };
    }
}
