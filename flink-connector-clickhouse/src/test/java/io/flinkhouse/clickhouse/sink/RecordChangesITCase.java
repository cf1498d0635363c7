// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.config.UpdateMode;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.RowKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests changelogs of Java records whose row kind a function returns. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(180)
class RecordChangesITCase {

    /** A record of the user. */
    public record User(long id, String name, boolean left) {

        RowKind kind() {
            return left ? RowKind.DELETE : RowKind.UPDATE_AFTER;
        }
    }

    private static final User[] STORY = {
        new User(1, "Ada", false),
        new User(2, "Bob", false),
        new User(1, "Ada L.", false),
        new User(2, "Bob", true),
        new User(3, "Eve", false)
    };

    @Test
    void deletesAndUpdatesOfRecordsReachTheTable(ClickHouseDatabase db) throws Exception {
        db.execute(
                "CREATE TABLE users (id Int64, name String, left Bool, ver UInt64, gone UInt8) ENGINE ="
                        + " ReplacingMergeTree(ver, gone) ORDER BY id");
        run(db, ChangelogOptions.upsertBy("id"));
        assertThat(db.query("SELECT id, name FROM users FINAL ORDER BY id"))
                .containsExactly(List.of("1", "Ada L."), List.of("3", "Eve"));
    }

    @Test
    void theOptionsDecideWhereTheEngineDoesNot(ClickHouseDatabase db) throws Exception {
        db.execute(
                "CREATE TABLE users (id Int64, name String, left Bool) ENGINE = MergeTree ORDER BY id");
        assertThatThrownBy(() -> run(db, ChangelogOptions.upsertBy("id")))
                .hasStackTraceContaining("does not replace rows");
        run(
                db,
                ChangelogOptions.upsertBy("id")
                        .deletes(DeleteMode.IGNORE)
                        .updates(UpdateMode.INSERT));
        assertThat(db.query("SELECT count() FROM users")).containsExactly(List.of("4"));
    }

    private static void run(ClickHouseDatabase db, ChangelogOptions changelog) throws Exception {
        Configuration configuration = MiniFlink.configuration();
        configuration.setString("restart-strategy.type", "none");
        StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration);
        env.enableCheckpointing(1000);
        env.fromData(STORY)
                .keyBy(User::id)
                .sinkTo(
                        ClickHouseSink.<User>builder()
                                .url(db.url())
                                .username(db.username())
                                .password(db.password())
                                .table(db.name(), "users")
                                .rows(RowMapping.of(User.class).kind(User::kind))
                                .changelog(changelog)
                                .build());
        env.execute();
    }
}
