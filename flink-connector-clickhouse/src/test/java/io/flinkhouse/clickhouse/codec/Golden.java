// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteWriter;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A value as a real server wrote it: a line of {@code src/test/resources/golden/<family>.tsv}.
 *
 * @param type the name of the ClickHouse type
 * @param sql an expression that yields the value
 * @param flink the Flink type, empty for the one that stands for the ClickHouse type
 * @param bytes what follows name and type in a Native block of this one value
 * @param value the value in Flink
 */
record Golden(String file, String type, String sql, String flink, String bytes, String value) {

    static final Path DIRECTORY = Path.of("src/test/resources/golden");
    static final String HEADER = "# ClickHouse type\tSQL\tFlink type\tNative bytes\tFlink value";

    static List<Path> files() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Golden> all() {
        return files().stream().flatMap(file -> in(file).stream()).toList();
    }

    static List<Golden> in(Path file) {
        try {
            List<Golden> lines = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                if (!line.startsWith("#")) {
                    String[] f = line.split("\t", -1);
                    lines.add(
                            new Golden(
                                    file.getFileName().toString().replace(".tsv", ""),
                                    f[0],
                                    f[1],
                                    f.length > 2 ? f[2] : "",
                                    f.length > 3 ? f[3] : "",
                                    f.length > 4 ? f[4] : ""));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ClickHouseType clickHouseType() {
        return TypeParser.parse(type);
    }

    /** The type whose bytes these are. */
    ClickHouseType readType() {
        return TypeMapping.readable(clickHouseType());
    }

    LogicalType flinkType() {
        ClickHouseType clickHouse = clickHouseType();
        return flink.isEmpty()
                ? TypeMapping.toFlink(clickHouse)
                : LogicalTypeParser.parse(flink, Golden.class.getClassLoader())
                        .copy(TypeMapping.hasNull(clickHouse));
    }

    /** The column as it is written. */
    ColumnSpec spec() {
        return new ColumnSpec("v", clickHouseType(), flinkType());
    }

    /** The column as it is read. */
    ColumnSpec readSpec() {
        return new ColumnSpec("v", readType(), flinkType());
    }

    /** The whole block: one column 'v', one row. */
    byte[] block() {
        ByteWriter out = new ByteWriter();
        out.varint(1);
        out.varint(1);
        out.text("v");
        out.text(readType().toString());
        out.bytes(HexFormat.of().parseHex(bytes));
        return java.util.Arrays.copyOf(out.array(), out.size());
    }

    /** Selects the value in the form in which it is read. */
    String select() {
        return "SELECT CAST(CAST(" + sql + " AS " + type + ") AS " + readType() + ") AS v";
    }

    String line() {
        return String.join("\t", type, sql, flink, bytes, value);
    }

    @Override
    public String toString() {
        return type + " " + sql + (flink.isEmpty() ? "" : " as " + flink);
    }
}
