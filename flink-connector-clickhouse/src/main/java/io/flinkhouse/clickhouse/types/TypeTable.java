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

            Written from the type mapping by a test; `-Ddocs.update` rewrites it. Every type may stand inside any other
            that takes types: Array, Map, Tuple, Nested, Variant, Nullable, LowCardinality. The bytes of each are compared
            with those of a real server in `CodecContractTest`, on the values of `golden/<type>.tsv`, and what is written
            is read back by the server and by clickhouse-jdbc in `WrittenValuesITCase`.

            Rules for all types:

            * A value that the column cannot hold is an error that names column, type and row of the batch, never wrapped,
              rounded, cut or turned into NULL; `sink.error-mode` decides what becomes of the row. Its neighbours are
              written.
            * A nullable Flink column is refused for a ClickHouse column without NULL when a statement is planned, unless
              the column has a DEFAULT, which NULL then becomes, or the type has a rule below. Inside arrays, maps and
              rows the values decide.
            * TIMESTAMP_LTZ is an instant. TIMESTAMP is a wall clock: in the zone of the column if its type names one, else
              in the server's. A wall clock that the zone skips is moved forward by the gap; one that it has twice is the
              earlier. The zone of the JVM plays no part.

            | ClickHouse | Flink (read as) | also written from | rules | golden values |
            |---|---|---|---|---|
            """;

    private TypeTable() {}

    /** The page. */
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

    /** The Flink type in words where it depends on parameters. */
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
