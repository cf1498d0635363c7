// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.codec;

import io.flinkhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.types.ClickHouseType;

import org.apache.flink.table.data.RowData;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
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
            write(golden, db);
            // as text: NaN is not equal to itself, and the text is what a user sees
            String same =
                    "SELECT count() = 1 AND min(toString(v) IS NOT DISTINCT FROM toString(CAST("
                            + (golden.sql() + " AS " + golden.type())
                            + "))) AS v FROM written";
            assertThat(NativeHttp.select(db, same))
                    .as("%s, in the table %s", golden, new String(stored(db)))
                    .endsWith((byte) 1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jdbcFiles")
    void readBackByJdbc(Path file, ClickHouseDatabase db) throws SQLException {
        Properties properties = new Properties();
        properties.put("user", db.username());
        properties.put("password", db.password());
        String url = db.url().replace("http://", "jdbc:clickhouse://") + "/" + db.name();
        try (Connection connection = DriverManager.getConnection(url, properties)) {
            for (Golden golden : Golden.in(file)) {
                write(golden, db);
                ClickHouseType type = golden.readType();
                String literal = "SELECT " + cast(golden, type);
                String written = "SELECT CAST(v AS " + type + ") FROM written";
                assertThat(read(connection, written))
                        .as("%s", golden)
                        .isEqualTo(read(connection, literal));
            }
        }
    }

    /** All but those that clickhouse-jdbc 0.10.0 cannot read itself. */
    static Stream<Path> jdbcFiles() {
        return files();
    }

    private static String cast(Golden golden, ClickHouseType type) {
        return "CAST(CAST(" + golden.sql() + " AS " + golden.type() + ") AS " + type + ")";
    }

    private static byte[] stored(ClickHouseDatabase db) {
        return NativeHttp.select(db, "SELECT toString(v) AS v FROM written");
    }

    private static void write(Golden golden, ClickHouseDatabase db) {
        RowData row = new BlockDecoder(List.of(golden.readSpec())).decode(golden.block()).get(0);
        BlockEncoder encoder = new BlockEncoder(List.of(golden.spec()));
        encoder.append(row);
        NativeHttp.execute(db, "DROP TABLE IF EXISTS written");
        NativeHttp.execute(
                db,
                "CREATE TABLE written (v "
                        + golden.type()
                        + ") ENGINE = Memory SETTINGS flatten_nested = 0");
        NativeHttp.insert(db, "written", encoder.seal());
    }

    private static List<String> read(Connection connection, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet result = connection.createStatement().executeQuery(sql)) {
            while (result.next()) {
                values.add(result.getString(1));
            }
        }
        return values;
    }
}
