// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.job.SeenLogs;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests that values of rows and secrets are in no log line, exception or answer of Flink's REST
 * interface, whatever a job fails of; and that the error still names the place and the way out.
 */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class SecretsITCase {

    private static final String TEXT = "Ada's \"18-15\" secret";
    private static final String NUMBER = "91827364";
    private static final String DAY = "1815-12-10";

    @TempDir private Path spool;
    private ClickHouseDatabase db;
    private SeenLogs logs;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
        logs = SeenLogs.start();
    }

    @AfterEach
    void stop() {
        logs.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "Int8; BIGINT; 91827364; only -128 to 127",
                "Decimal(5, 2); DECIMAL(12, 2); 91827364.25; 8 digits before the point, only 3",
                "Date; DATE; DATE '1815-12-10'; only 1970-01-01 to 2149-06-06",
                "UUID; STRING; 'Ada secret'; cannot hold"
            })
    void aValueThatDoesNotFitIsNotShown(String type, String declared, String value, String reason)
            throws Exception {
        db.execute("CREATE TABLE t (v " + type + ") ENGINE = MergeTree ORDER BY tuple()");
        SqlTable table = SqlTable.of(db, "v " + declared + " NOT NULL");
        String all = failure(table, "(CAST(" + value + " AS " + declared + "))");
        assertThat(all).contains("Column 'v' " + type.replace(")", ""), reason, "sink.error-mode");
        assertSilent(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "exactly-once"})
    void aRefusedRowIsNotShown(String semantic) throws Exception {
        createChecked();
        String all = failure(table(semantic), rows("(1, 'fine'), (2, '%s')"));
        assertThat(all)
                .contains("Code: 469 (VIOLATED_CONSTRAINT). Constraint `short` for table ")
                .contains("is violated at row ")
                .contains("sink.error-mode");
        assertSilent(all);
    }

    @Test
    void aRowThatAViewRefusesIsNotShown() throws Exception {
        createChecked();
        db.execute("CREATE TABLE d (n UInt8) ENGINE = MergeTree ORDER BY n");
        db.execute("CREATE MATERIALIZED VIEW v TO d AS SELECT toUInt8(name) AS n FROM t");
        String all = failure(table("none"), rows("(1, 'Ada secret')"));
        assertThat(all).contains("Code: 6 (CANNOT_PARSE_TEXT)", "view " + db.name() + ".v");
        assertSilent(all);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "JSONEachRow; {\"id\":\"91827364 secret\"}; column 'id', row 1",
                "CSV; Ada secret,1; (CANNOT_PARSE_INPUT_ASSERTION_FAILED)",
                "TSV; Ada secret\\t91827364; Code: "
            })
    void aRefusedMessageIsNotShown(String format, String message, String reason) throws Exception {
        db.execute("CREATE TABLE t (id Int64, n Int64) ENGINE = MergeTree ORDER BY id");
        SqlTable table =
                SqlTable.of(db, "message STRING")
                        .with("sink.input-format", format)
                        .with("settings.input_format_skip_unknown_fields", "0");
        String all = failure(table, "('" + message.replace("\\t", "\t") + "')");
        assertThat(all).contains(reason);
        assertSilent(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "exactly-once"})
    void theDeadLetterAloneHasTheWholeText(String semantic) throws Exception {
        createChecked();
        SqlTable table =
                table(semantic)
                        .with("sink.error-mode", "dead-letter")
                        .with("sink.dead-letter.table", "dead");
        run(table, rows("(1, 'fine'), (2, '%s')")).await();
        assertThat(db.query("SELECT error FROM dead").get(0).get(0))
                .contains("Column values: ")
                .contains("secret");
        assertSilent(logs.text());
        assertThat(logs.text()).contains("refuses 1 of 2 rows of a block");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM t WHERE name IN ('Ada secret', '91827364') AND missing = '91827364'",
                "ALTER TABLE t UPDATE name = 'secret' WHERE id = 'Ada secret' AND id > 91827364",
                "UPDATE t SET name = 'Ada secret' WHERE id IN (91827364) X 'secret'"
            })
    void theLiteralsOfAStatementAreNotShown(String statement) throws Exception {
        createChecked();
        try (ClickHouseClient client = new ClickHouseClient(db.connection(), 1)) {
            assertThatThrownBy(() -> client.execute(statement))
                    .isInstanceOf(ClickHouseException.class)
                    .hasMessageContaining("Code: ")
                    .hasMessageMatching("(?s).*[(][A-Z]+_[A-Z_]+[)].*")
                    .satisfies(e -> assertSilent(e.toString()));
        }
    }

    @ParameterizedTest
    @CsvSource({"password, true", "password, false", "client.access_token, true"})
    void aWrongSecretIsNotShown(String option, boolean planned) throws Exception {
        createChecked();
        SqlTable table =
                table("none")
                        .with(option, "sekr3t-" + NUMBER)
                        .with("sink.validate", String.valueOf(planned));
        String all = failure(table, rows("(1, 'fine')"));
        assertThat(all).containsAnyOf("check 'username' and 'password'", "Authentication failed");
        assertThat(all).doesNotContain("sekr3t");
        assertSilent(all);
    }

    @Test
    void anUnknownTokenIsNotShown() throws Exception {
        createChecked();
        SqlTable table =
                SqlTable.of(db.url(), db.name(), "id BIGINT NOT NULL, name STRING NOT NULL")
                        .with("client.access_token", "sekr3t-" + NUMBER);
        String all = failure(table, rows("(1, 'fine')"));
        assertThat(all).contains("token").doesNotContain("sekr3t");
        assertSilent(all);
    }

    /** As docs/security.md and the guide to connections say. */
    @ParameterizedTest
    @CsvSource({
        "password, false",
        "client.access_token, false",
        "client.key_store_password, false",
        "client.proxy_password, false",
        "client.http_header_X-Auth-Token, false",
        "client.http_header_X-Api-Key, true",
        "client.http_header_Cookie, true",
        "settings.format_avro_schema_registry_url, true"
    })
    void flinksErrorAtPlanningHidesAnOptionByItsName(String option, boolean shown) {
        SqlTable table =
                SqlTable.of(db.url(), db.name(), "id BIGINT NOT NULL")
                        .with(option, "http://me:sekr3t@registry")
                        .with("sink.semantic", "wrong");
        Throwable failure = catchThrowable(table::explain);
        assertThat(failure).hasStackTraceContaining("'sink.semantic'='wrong'");
        StringWriter all = new StringWriter();
        failure.printStackTrace(new PrintWriter(all));
        assertThat(all.toString().contains("sekr3t")).isEqualTo(shown);
        assertThat(logs.text()).doesNotContain("sekr3t");
    }

    /** As docs/security.md says, with the way to keep it out. */
    @ParameterizedTest
    @CsvSource({"ALL, true", "IDENTIFIER, false"})
    void aCompiledPlanShowsOptionsUnlessToldNotTo(String objects, boolean shown) {
        createChecked();
        TableEnvironment env = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        env.getConfig().set("table.plan.compile.catalog-objects", objects);
        env.executeSql(table("none").with("client.http_header_X-Key", "sekr3t").ddl("sink"));
        String insert = "INSERT INTO sink VALUES (1, 'a')";
        assertThat(env.compilePlanSql(insert).asJsonString().contains("sekr3t")).isEqualTo(shown);
        assertThat(env.explainSql(insert)).doesNotContain("sekr3t");
    }

    private void createChecked() {
        db.execute(
                "CREATE TABLE t (id Int64, name String, CONSTRAINT short CHECK length(name) < 18)"
                        + " ENGINE = MergeTree ORDER BY id"
                        + " SETTINGS non_replicated_deduplication_window = 100");
    }

    private SqlTable table(String semantic) {
        return SqlTable.of(db, "id BIGINT NOT NULL, name STRING NOT NULL")
                .with("sink.semantic", semantic)
                .with("sink.exactly-once.spool-path", spool.toUri().toString());
    }

    private static String rows(String values) {
        return String.format(values, TEXT.replace("'", "''"));
    }

    /** Returns what a failing job says anywhere. */
    private String failure(SqlTable table, String values) throws Exception {
        StringWriter all = new StringWriter();
        JobID[] job = new JobID[1];
        Throwable failure =
                catchThrowable(
                        () -> {
                            TableResult result = run(table, values);
                            job[0] = result.getJobClient().get().getJobID();
                            result.await();
                        });
        assertThat(failure).isNotNull();
        failure.printStackTrace(new PrintWriter(all));
        if (job[0] != null) {
            all.append(rest("/jobs/" + job[0] + "/exceptions")).append(rest("/jobs/" + job[0]));
        }
        return all.append(logs.text()).toString();
    }

    private static TableResult run(SqlTable table, String values) {
        Configuration configuration = MiniFlink.configuration();
        configuration.setString("execution.attached", "false");
        TableEnvironment env =
                TableEnvironment.create(
                        EnvironmentSettings.newInstance()
                                .inStreamingMode()
                                .withConfiguration(configuration)
                                .build());
        env.getConfig().set("execution.checkpointing.interval", "200 ms");
        env.getConfig().set("restart-strategy.type", "none");
        env.executeSql(table.ddl("sink"));
        // the name of a job would show the literals of the statement
        env.getConfig().set("pipeline.name", "job");
        return env.executeSql("INSERT INTO sink SELECT * FROM (VALUES " + values + ") AS x");
    }

    private static String rest(String path) throws Exception {
        String port = MiniFlink.configuration().toMap().get("rest.port");
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static void assertSilent(String all) {
        String said =
                all.lines()
                        // the plan of the test's own VALUES
                        .filter(line -> !line.contains("Calc(") && !line.contains("Values("))
                        .reduce("", (a, b) -> a + "\n" + b);
        assertThat(said)
                .doesNotContain("secret")
                .doesNotContain("18-15")
                .doesNotContain("918273")
                .doesNotContain(DAY);
    }
}
