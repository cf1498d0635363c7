// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.client.Bytes;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertRequest;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.InsertForm;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rows that a materialized view reads from other tables: those that it reads with any other
 * INSERT of the user, whatever the connector has to find out in the same statement.
 */
class ViewRowsITCase {

    private static final String SEEN =
            "SELECT a, names, prices, isKnown, total FROM seen ORDER BY a";

    /** The settings of the user's profile, by user. */
    private static final Map<String, String> PROFILES =
            Map.ofEntries(
                    Map.entry(
                            "chooser",
                            setting("final", "1")
                                    + setting("apply_deleted_mask", "0")
                                    + setting("transform_null_in", "1")
                                    + setting("aggregate_functions_null_for_empty", "1")),
                    Map.entry("masked", setting("apply_deleted_mask", "1")),
                    Map.entry("eager", setting("apply_mutations_on_fly", "1")),
                    Map.entry(
                            "filtered",
                            setting("additional_table_filters", "{'shop.names': 'a &gt; 7'}")),
                    Map.entry(
                            "blind", setting("additional_table_filters", "{'shop.t': 'a &gt; 7'}")),
                    Map.entry("few", setting("additional_result_filter", "a = 1")),
                    Map.entry("nullable", setting("aggregate_functions_null_for_empty", "1")),
                    Map.entry("empty", setting("empty_result_for_aggregation_by_empty_set", "1")),
                    Map.entry("one", setting("limit", "1")),
                    Map.entry("rest", setting("offset", "1")));

    private static ClickHouseServer server;

    @TempDir Path spool;
    private ClickHouseDatabase db;

    private static String setting(String name, String value) {
        return "<%1$s>%2$s</%1$s>".formatted(name, value);
    }

    @BeforeAll
    static void start() {
        ClickHouseOptions options = ClickHouseOptions.DEFAULT;
        for (Map.Entry<String, String> profile : PROFILES.entrySet()) {
            String user =
                    "<password></password><networks><ip>::/0</ip></networks><profile>%s</profile>";
            options =
                    options.profilesXml(setting(profile.getKey(), profile.getValue()))
                            .userXml(setting(profile.getKey(), user.formatted(profile.getKey())));
        }
        server = ClickHouseServer.start(options);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void createTables() {
        db = server.database("shop");
        db.execute(
                "CREATE TABLE t (a Nullable(UInt64), _flink_block UInt64 MATERIALIZED 0) ENGINE ="
                        + " MergeTree PARTITION BY ifNull(a, 0) % 2 ORDER BY tuple() SETTINGS"
                        + " non_replicated_deduplication_window = 100");
        db.execute("CREATE TABLE names (a UInt64, name String) ENGINE = MergeTree ORDER BY a");
        db.execute("INSERT INTO names SELECT number, 'n' FROM numbers(10)");
        db.execute("DELETE FROM names WHERE a < 4");
        db.execute(
                "CREATE TABLE prices (a UInt64, price UInt64) ENGINE = ReplacingMergeTree ORDER BY a");
        db.execute("SYSTEM STOP MERGES prices");
        db.execute("INSERT INTO prices SELECT number, 1 FROM numbers(10)");
        db.execute("INSERT INTO prices SELECT number, 2 FROM numbers(10)");
        db.execute("CREATE TABLE known (a Nullable(UInt64)) ENGINE = MergeTree ORDER BY tuple()");
        db.execute("INSERT INTO known VALUES (NULL), (3)");
        db.execute("CREATE TABLE empty (a UInt64) ENGINE = MergeTree ORDER BY a");
        db.execute(
                "CREATE TABLE seen (a Nullable(UInt64), names UInt64, prices UInt64, isKnown"
                        + " Nullable(UInt8), total Nullable(UInt64)) ENGINE = MergeTree ORDER BY"
                        + " tuple() SETTINGS non_replicated_deduplication_window = 100");
        db.execute(
                "CREATE MATERIALIZED VIEW v TO seen AS SELECT a, (SELECT count() FROM names) AS"
                        + " names, (SELECT count() FROM prices) AS prices, a IN (SELECT a FROM"
                        + " known) AS isKnown, (SELECT sum(a) FROM empty) AS total FROM t");
    }

    @AfterEach
    void dropTables() {
        db.close();
    }

    @ParameterizedTest
    @EnumSource(InsertForm.class)
    void areThoseOfAnyInsert(InsertForm form) throws Exception {
        assertThat(ofBlock(form, "default")).isEqualTo(ofAnyInsert("default"));
    }

    @ParameterizedTest
    @EnumSource(InsertForm.class)
    void areThoseThatTheProfileChooses(InsertForm form) throws Exception {
        assertThat(ofBlock(form, "chooser")).isEqualTo(ofAnyInsert("chooser"));
    }

    @ParameterizedTest
    @EnumSource(InsertForm.class)
    void areThoseThatAFilterOfTheProfileLeaves(InsertForm form) throws Exception {
        assertThat(ofBlock(form, "filtered")).isEqualTo(ofAnyInsert("filtered"));
        assertThat(ofBlock(form, "few")).isEqualTo(ofAnyInsert("few"));
    }

    private List<List<String>> ofBlock(InsertForm form, String user) throws Exception {
        db.execute("TRUNCATE TABLE seen");
        CommitLab lab = lab(user);
        insert(lab, block(lab), form);
        return seen();
    }

    private List<List<String>> ofAnyInsert(String user) throws Exception {
        db.execute("TRUNCATE TABLE seen");
        try (ClickHouseClient client = new ClickHouseClient(connection(user), 1)) {
            client.insert(
                    new InsertRequest(
                            "INSERT INTO t (a) FORMAT TSV",
                            UUID.randomUUID().toString(),
                            InsertSettings.of(client, InsertProfile.STREAMING).withoutToken(),
                            new Bytes("\\N\n1\n2\n3\n".getBytes(StandardCharsets.UTF_8)),
                            false));
        }
        return seen();
    }

    private List<List<String>> seen() {
        List<List<String>> rows = db.query(SEEN);
        assertThat(rows).isNotEmpty();
        return rows;
    }

    /** The guard must see what the user would not. */
    @ParameterizedTest
    @CsvSource({
        "GUARDED,masked",
        "GUARDED,eager",
        "GUARDED,blind",
        "GUARDED,few",
        "GUARDED,nullable",
        "GUARDED,empty",
        "GUARDED,one",
        "GUARDED,rest",
        "GUARDED_BY_PARTITION,masked",
        "GUARDED_BY_PARTITION,blind",
        "GUARDED_BY_PARTITION,one",
        "GUARDED_BY_PARTITION,rest"
    })
    void noProfileHidesRowsFromTheGuard(InsertForm form, String user) throws Exception {
        db.execute("DROP VIEW v");
        db.execute("ALTER TABLE t MODIFY SETTING non_replicated_deduplication_window = 0");
        CommitLab lab = lab(user);
        Committable block = block(lab);
        insert(lab, block, form);
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("4"));
        if (user.equals("masked")) {
            db.execute("DELETE FROM t WHERE 1");
        } else if (user.equals("eager")) {
            db.execute("SYSTEM STOP MERGES t");
            db.execute("ALTER TABLE t DELETE WHERE 1 SETTINGS mutations_sync = 0");
        }

        insert(lab, block, form);

        assertThat(db.query("SELECT count() FROM t SETTINGS apply_deleted_mask = 0"))
                .containsExactly(List.of("4"));
    }

    private CommitLab lab(String user) {
        return new CommitLab(db, spool, connection(user));
    }

    private ConnectionConfig connection(String user) {
        return db.connection().withCredentials(user, Secret.NONE);
    }

    private static Committable block(CommitLab lab) throws Exception {
        return lab.block(
                        "t",
                        "a",
                        "SELECT if(number = 0, NULL, number)::Nullable(UInt64) AS a FROM numbers(4)")
                .inline()
                .fenced()
                .seal();
    }

    private static void insert(CommitLab lab, Committable block, InsertForm form) throws Exception {
        try (CommitServer server = new HttpCommitServer(lab.config())) {
            server.insert(
                    block.block(), server.guarantees(lab.path("t")), form, lab.spool().read(block));
        }
    }
}
