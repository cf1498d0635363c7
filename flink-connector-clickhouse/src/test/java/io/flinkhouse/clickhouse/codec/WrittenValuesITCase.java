// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.types.ClickHouseType;

import org.apache.flink.table.data.RowData;

import com.clickhouse.client.api.data_formats.internal.BinaryStreamReader;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What is written is what the SQL expression of the golden line yields, as others see it. */
@ExtendWith(ClickHouseExtension.class)
class WrittenValuesITCase {

    static Stream<Path> files() {
        return Golden.files().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void readBackByTheServer(Path file, ClickHouseDatabase db) {
        for (Golden golden : Golden.in(file)) {
            write(golden, db, Insert.PLAIN);
            assertWritten(golden, db);
        }
    }

    /** A guarded insert takes its rows from the function input(), as a SELECT. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void readBackAfterAnInsertThatSelects(Path file, ClickHouseDatabase db) {
        for (Golden golden : Golden.in(file)) {
            write(golden, db, Insert.SELECT);
            assertWritten(golden, db);
        }
    }

    private static void assertWritten(Golden golden, ClickHouseDatabase db) {
        String expected = "CAST(" + golden.sql() + " AS " + golden.type() + ")";
        // as text: NaN is not equal to itself, and the text is what a user sees
        String same =
                "SELECT count() = 1 AND min(isNull(v) = isNull(e) AND toString(v) IS NOT"
                        + " DISTINCT FROM toString(e)) AS v FROM (SELECT v, "
                        + expected
                        + " AS e FROM written)";
        assertThat(NativeHttp.select(db, same))
                .as("%s, in the table %s", golden, new String(stored(db), StandardCharsets.UTF_8))
                .endsWith((byte) 1);
    }

    /** The INSERT by which a block is written. */
    private enum Insert {
        PLAIN,
        SELECT
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jdbcFiles")
    void readBackByJdbc(Path file, ClickHouseDatabase db) throws SQLException {
        Properties properties = new Properties();
        properties.put("user", db.username());
        properties.put("password", db.password());
        properties.put("clickhouse_setting_allow_suspicious_low_cardinality_types", "1");
        properties.put("clickhouse_setting_allow_suspicious_variant_types", "1");
        String url = db.url().replace("http://", "jdbc:clickhouse://") + "/" + db.name();
        try (Connection connection = DriverManager.getConnection(url, properties)) {
            for (Golden golden : Golden.in(file)) {
                write(golden, db, Insert.PLAIN);
                ClickHouseType type = golden.readType();
                String literal = "SELECT " + cast(golden, type);
                String written = "SELECT CAST(v AS " + type + ") FROM written";
                assertThat(read(connection, written))
                        .as("%s", golden)
                        .isEqualTo(read(connection, literal));
            }
        }
    }

    /** All but the one that clickhouse-jdbc 0.10.0 cannot read itself. */
    static Stream<Path> jdbcFiles() {
        return files().filter(file -> !file.endsWith("BFloat16.tsv"));
    }

    private static String cast(Golden golden, ClickHouseType type) {
        return "CAST(CAST(" + golden.sql() + " AS " + golden.type() + ") AS " + type + ")";
    }

    private static byte[] stored(ClickHouseDatabase db) {
        return NativeHttp.select(db, "SELECT toString(v) AS v FROM written");
    }

    private static void write(Golden golden, ClickHouseDatabase db, Insert insert) {
        RowData row = new BlockDecoder(List.of(golden.readSpec())).decode(golden.block()).get(0);
        NativeBlockBuilder encoder = new NativeBlockBuilder(List.of(golden.spec()));
        encoder.append(row);
        NativeHttp.execute(db, "DROP TABLE IF EXISTS written");
        NativeHttp.execute(
                db,
                "CREATE TABLE written (v "
                        + golden.type()
                        + ") ENGINE = Memory SETTINGS flatten_nested = 0");
        if (insert == Insert.PLAIN) {
            NativeHttp.insert(db, "written", encoder.seal());
            return;
        }
        String structure = "v " + encoder.columns().get(0).type();
        NativeHttp.send(
                db,
                "INSERT INTO written (v) SELECT v FROM input("
                        + Literals.quote(structure)
                        + ") WHERE (SELECT count() FROM written) = 0 FORMAT Native",
                encoder.seal());
    }

    private static List<String> read(Connection connection, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet result = connection.createStatement().executeQuery(sql)) {
            while (result.next()) {
                values.add(shown(object(result)));
            }
        }
        return values;
    }

    /** Intervals as text: the driver fails to make numbers of its own objects. */
    private static Object object(ResultSet result) throws SQLException {
        return result.getMetaData().getColumnTypeName(1).startsWith("Interval")
                ? result.getString(1)
                : result.getObject(1);
    }

    /** Deep, for arrays have no text of their own. */
    private static String shown(Object value) throws SQLException {
        if (value instanceof java.sql.Array array) {
            return shown(array.getArray());
        }
        if (value != null && value.getClass().isArray()) {
            StringJoiner items = new StringJoiner(", ", "[", "]");
            for (int i = 0; i < Array.getLength(value); i++) {
                items.add(shown(Array.get(value, i)));
            }
            return items.toString();
        }
        if (value instanceof List<?> list) {
            return shown(list.toArray());
        }
        if (value instanceof Map<?, ?> map) {
            StringJoiner entries = new StringJoiner(", ", "{", "}");
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                entries.add(entry.getKey() + "=" + shown(entry.getValue()));
            }
            return entries.toString();
        }
        if (value instanceof BinaryStreamReader.ArrayValue array) {
            return shown(array.asList());
        }
        return String.valueOf(value);
    }
}
