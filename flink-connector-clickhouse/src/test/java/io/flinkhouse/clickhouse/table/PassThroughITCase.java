// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests pass-through tables in SQL, whose messages the server parses. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(60)
class PassThroughITCase {

    private static final String WINDOW =
            " ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100";
    private static final String FENCE =
            ", _flink_block UInt64 MATERIALIZED toUInt64OrZero(initialQueryID())";

    @TempDir Path directory;
    private ClickHouseDatabase db;

    @BeforeEach
    void keepDatabase(ClickHouseDatabase database) {
        db = database;
    }

    private void create(String more) {
        db.execute(
                "CREATE TABLE t (id UInt32, name String, day Date DEFAULT '2026-01-02'"
                        + more
                        + ")"
                        + WINDOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "JSONEachRow; {\"id\":1,\"name\":\"a\"}; {\"name\":\"b\",\"id\":2}",
                "JSONCompactEachRow; [1, \"a\", \"2026-01-02\"]; [2, \"b\", \"2026-01-02\"]",
                "CSV; 1,\"a\",2026-01-02; 2,b,2026-01-02",
                "TSKV; id=1\tname=a; id=2\tname=b"
            })
    void theServerMakesRowsOfMessages(String format, String first, String second) throws Exception {
        create("");
        run(table("STRING").with("sink.input-format", format), first, second);

        assertThat(db.query("SELECT id, name, day FROM t ORDER BY id"))
                .containsExactly(List.of("1", "a", "2026-01-02"), List.of("2", "b", "2026-01-02"));
    }

    @Test
    void bytesOfAnyKindGoOnUntouched() throws Exception {
        create("");
        run(
                table("BYTES").with("sink.input-format", "BSONEachRow"),
                "X'190000001069640001000000026e616d650002000000FF0000'",
                "X'18000000106964000A000000026e616d6500010000000000'");

        assertThat(db.query("SELECT id, hex(name) FROM t ORDER BY id"))
                .containsExactly(List.of("1", "FF"), List.of("10", ""));
    }

    @ParameterizedTest
    @CsvSource({"STREAMING, true", "STREAMING, false", "BATCH, true"})
    void exactlyOnceToo(String mode, boolean fenced) throws Exception {
        create(fenced ? FENCE : "");
        SqlTable table = exactlyOnce();
        run(mode, table, "{\"id\":1,\"name\":\"a\"}", "{\"id\":2}");

        assertThat(db.query("SELECT id, name, day FROM t ORDER BY id"))
                .containsExactly(List.of("1", "a", "2026-01-02"), List.of("2", "", "2026-01-02"));
        if (fenced) {
            assertThat(db.query("SELECT uniqExact(_flink_block), min(_flink_block) > 0 FROM t"))
                    .containsExactly(List.of("1", "1"));
        }
    }

    @Test
    void aMessageCannotChooseItsFence() throws Exception {
        create(FENCE);
        SqlTable table = exactlyOnce();
        run("STREAMING", table, "{\"id\":1,\"_flink_block\":7}");

        assertThat(db.query("SELECT _flink_block != 7 AND _flink_block > 0 FROM t"))
                .containsExactly(List.of("1"));
    }

    @Test
    void aPlanSaysWhatExactlyOnceRestsOn() throws Exception {
        create(", _flink_block UInt64 MATERIALIZED 0");

        assertThat(guarantee())
                .contains("exactly-once within the server's deduplication window")
                .contains("MODIFY COLUMN `_flink_block` MATERIALIZED toUInt64OrZero(initial");

        db.execute(
                "ALTER TABLE t MODIFY COLUMN _flink_block MATERIALIZED"
                        + " toUInt64OrZero(initialQueryID())");
        assertThat(guarantee()).contains("fence column and deduplication window");
    }

    private String guarantee() throws Exception {
        try (ClickHouseClient client = new ClickHouseClient(db.connection(), 1)) {
            return GuaranteeCheck.checkMessages(
                            new TableReader(client, new TablePath(db.name(), "t")),
                            db.connection(),
                            ExactlyOnceConfig.at("unused"))
                    .explanation();
        }
    }

    @Test
    void settingsOfTheFormatReachTheServer() throws Exception {
        create("");
        run(
                table("STRING")
                        .with("sink.input-format", "CSV")
                        .with("settings.format_csv_delimiter", "|")
                        .with("settings.input_format_with_names_use_header", "0"),
                "1|a|2026-01-02");

        assertThat(db.query("SELECT name FROM t")).containsExactly(List.of("a"));
    }

    @Test
    void aRefusalOfTheServerFailsTheJobAndNamesTheTable() {
        create("");

        assertThatThrownBy(
                        () ->
                                run(
                                        table("STRING").with("sink.input-format", "JSONEachRow"),
                                        "{\"id\":1}",
                                        "{\"id\":\"x\"}"))
                .hasStackTraceContaining("Cannot insert a block of 2 rows into")
                .hasStackTraceContaining("The server refuses the data");
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-least-once", "exactly-once"})
    void onlyWhatTheServerRefusesLeavesTheBatch(String semantic) throws Exception {
        create(FENCE + ", CONSTRAINT positive CHECK id > 0");
        run(
                table("STRING")
                        .with("sink.input-format", "JSONEachRow")
                        .with("sink.semantic", semantic)
                        .with("sink.exactly-once.spool-path", directory.toUri().toString())
                        .with("sink.error-mode", "dead-letter")
                        .with("sink.dead-letter.table", "dead"),
                "{\"id\":1}",
                "{\"id\":\"x\"}",
                "{\"id\":2}",
                "{\"id\":3",
                "{\"id\":0}",
                " ",
                "{\"id\":4}");

        assertThat(db.query("SELECT id FROM t ORDER BY id"))
                .containsExactly(List.of("1"), List.of("2"), List.of("4"));
        assertThat(db.query("SELECT kind, raw_message FROM dead ORDER BY raw_message"))
                .containsExactly(
                        List.of("rejected-row", " "),
                        List.of("refused-by-server", "{\"id\":\"x\"}"),
                        List.of("refused-by-server", "{\"id\":0}"),
                        List.of("rejected-row", "{\"id\":3"));
        assertThat(db.query("SELECT error FROM dead WHERE raw_message = '{\"id\":0}'").toString())
                .contains("Constraint `positive`");
    }

    @ParameterizedTest
    @CsvSource({
        "at-least-once, dead-letter",
        "exactly-once, dead-letter",
        "at-least-once, skip",
        "exactly-once, skip"
    })
    void whatWouldActOnOtherMessagesLeavesTheBatchAlone(String semantic, String mode)
            throws Exception {
        create(FENCE);
        SqlTable table =
                table("STRING")
                        .with("sink.input-format", "JSONEachRow")
                        .with("sink.semantic", semantic)
                        .with("sink.exactly-once.spool-path", directory.toUri().toString())
                        .with("sink.error-mode", mode);
        if (mode.equals("dead-letter")) {
            table.with("sink.dead-letter.table", "dead");
        }
        String[] odd = {"[{\"id\":7}]", "\uFEFF{\"id\":7}", "{\"id\":7};", "[]", ";", "{\"id\":"};
        List<String> messages = new ArrayList<>(List.of("{\"id\":1}"));
        for (String one : odd) {
            messages.add(one);
            messages.add("{\"id\":" + messages.size() + "}");
        }
        run(table, messages.toArray(String[]::new));

        assertThat(db.query("SELECT arraySort(groupArray(id)) FROM t"))
                .containsExactly(List.of("[1,2,4,6,8,10,12]"));
        if (mode.equals("dead-letter")) {
            assertThat(db.query("SELECT raw_message FROM dead").stream().map(row -> row.get(0)))
                    .containsExactlyInAnyOrder(odd);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"id\":2}]", "{\"id\":2};", "[]", "\uFEFF{\"id\":2}"})
    void whatWouldActOnOtherMessagesFailsTheJob(String message) {
        create("");

        assertThatThrownBy(
                        () ->
                                run(
                                        table("STRING").with("sink.input-format", "JSONEachRow"),
                                        message))
                .hasStackTraceContaining("cannot be passed through as JSONEachRow: at byte");
    }

    @Test
    void refusesSettingsAndColumnsThatMakeAMessageDependOnOthers() {
        create(", tags Array(String)");

        assertThatThrownBy(
                        () ->
                                plan(
                                        table("STRING")
                                                .with("sink.input-format", "CSV")
                                                .with(
                                                        "settings.input_format_csv_detect_header",
                                                        "1")))
                .hasStackTraceContaining("'settings.input_format_csv_detect_header' cannot be");
        assertThatThrownBy(() -> plan(table("STRING").with("sink.input-format", "TSV")))
                .hasStackTraceContaining("Column 'tags' is Array(String)");
        assertThatThrownBy(
                        () ->
                                run(
                                        table("STRING")
                                                .with("sink.input-format", "TSV")
                                                .with("sink.validate", "false"),
                                        "1"))
                .hasStackTraceContaining("Column 'tags' is Array(String)");
    }

    @Test
    void theFirstMessageIsNoHeader() {
        create("");

        assertThatThrownBy(
                        () ->
                                run(
                                        table("STRING").with("sink.input-format", "CSV"),
                                        "id,name,day",
                                        "1,a,2026-01-02"))
                .hasStackTraceContaining("The server refuses the data");
    }

    @Test
    void whatTheServerRefusesCanBeLeftOut() throws Exception {
        create("");
        run(
                table("STRING")
                        .with("sink.input-format", "JSONEachRow")
                        .with("sink.error-mode", "skip"),
                "{\"id\":\"x\"}",
                "{\"id\":2}");

        assertThat(db.query("SELECT id FROM t")).containsExactly(List.of("2"));
    }

    @Test
    void aBatchOfNothingButRefusedMessagesIsDone() throws Exception {
        create("");
        run(
                table("STRING")
                        .with("sink.input-format", "CSV")
                        .with("sink.error-mode", "dead-letter")
                        .with("sink.dead-letter.table", "dead"),
                "a,b",
                "c");

        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("0"));
        assertThat(db.query("SELECT count() FROM dead")).containsExactly(List.of("2"));
    }

    @Test
    void aFailingViewIsNoFaultOfAMessage() {
        create("");
        db.execute("CREATE TABLE seen (n UInt8) ENGINE = MergeTree ORDER BY n");
        db.execute("CREATE MATERIALIZED VIEW v TO seen AS SELECT toUInt8(name) AS n FROM t");

        assertThatThrownBy(
                        () ->
                                run(
                                        table("STRING")
                                                .with("sink.input-format", "JSONEachRow")
                                                .with("sink.error-mode", "skip"),
                                        "{\"id\":1,\"name\":\"no number\"}"))
                .hasStackTraceContaining("No single message is refused alone");
    }

    @Test
    void aBlankMessageFailsTheJob() {
        create("");

        assertThatThrownBy(
                        () ->
                                run(
                                        table("STRING").with("sink.input-format", "JSONEachRow"),
                                        "{\"id\":1}",
                                        " "))
                .hasStackTraceContaining("it contains no row");
    }

    @Test
    void refusesFormatsAndTablesThatCannotWork() {
        create("");

        assertThatThrownBy(() -> plan(table("STRING").with("sink.input-format", "Parquet")))
                .hasStackTraceContaining("Messages cannot be passed through as 'Parquet'");
        assertThatThrownBy(() -> plan(table("INT").with("sink.input-format", "CSV")))
                .hasStackTraceContaining("one column of type STRING or BYTES");
        assertThatThrownBy(() -> plan(table("STRING, id INT").with("sink.input-format", "CSV")))
                .hasStackTraceContaining("one column of type STRING or BYTES");
    }

    private SqlTable table(String type) {
        return SqlTable.of(db, "message " + type);
    }

    private SqlTable exactlyOnce() {
        return table("STRING")
                .with("sink.input-format", "JSONEachRow")
                .with("sink.semantic", "exactly-once")
                .with(
                        "sink.exactly-once.spool-path",
                        directory.resolve("spool").toUri().toString());
    }

    private static void plan(SqlTable table) {
        table.explain();
    }

    private void run(SqlTable table, String... messages) throws Exception {
        run("STREAMING", table, messages);
    }

    private void run(String mode, SqlTable table, String... messages) throws Exception {
        Configuration cluster = MiniFlink.configuration();
        cluster.setString("execution.runtime-mode", mode);
        TableEnvironment env = TableEnvironment.create(cluster);
        env.getConfig().set("parallelism.default", "1");
        env.getConfig().set("restart-strategy.type", "none");
        env.getConfig().set("execution.checkpointing.interval", "200 ms");
        env.getConfig()
                .set("execution.checkpointing.dir", directory.resolve("cp").toUri().toString());
        env.executeSql(table.ddl("sink"));
        String values =
                Arrays.stream(messages)
                        .map(
                                m ->
                                        m.startsWith("X'")
                                                ? "(" + m + ")"
                                                : "('" + m.replace("'", "''") + "')")
                        .collect(Collectors.joining(", "));
        env.executeSql("INSERT INTO sink VALUES " + values).await();
    }
}
