// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.procedure;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that the explanation names the guarantee of a table, and statements that raise it. */
@ExtendWith(ClickHouseExtension.class)
class ExplainDeliveryITCase {

    private ClickHouseDatabase db;

    @BeforeEach
    void use(ClickHouseDatabase db) {
        this.db = db;
    }

    @Test
    void eachStatementRaisesTheGuarantee() throws Exception {
        db.execute("CREATE TABLE t (a Int64) ENGINE = MergeTree ORDER BY a");
        assertThat(values("t", "none")).containsExactly("available");
        assertThat(values("t", "at-least-once")).containsExactly("available");
        assertThat(values("t", "exactly-once")).containsExactly("refused", "refused");
        List<String> fixes = statements("t", "exactly-once");
        assertThat(fixes.get(0)).contains("non_replicated_deduplication_window");
        assertThat(reasons("t", "exactly-once").get(0)).contains("has no deduplication");
        assertThat(reasons("t", "exactly-once").get(1)).isEqualTo("as above");

        db.execute(fixes.get(0));
        assertThat(explain("t"))
                .anySatisfy(
                        row -> {
                            assertThat(row.getField(0)).isEqualTo("exactly-once");
                            assertThat(row.getField(2)).asString().contains("window: 10000 blocks");
                        });
        assertThat(values("t", "exactly-once")).containsExactly("available", "stronger");
        List<String> stronger = statements("t", "exactly-once");
        assertThat(stronger).containsExactly(fixes.get(1));

        db.execute(stronger.get(0));
        assertThat(values("t", "exactly-once")).containsExactly("available");
        assertThat(statements("t", "exactly-once")).isEmpty();
        assertThat(values("t", "exactly-once, pass-through")).containsExactly("available");
        assertThat(values("t", "fence column")).containsExactly("_flink_block");
        assertThat(values("t", "fence index")).containsExactly("yes");
        assertThat(values("t", "deduplication window")).containsExactly("10000 blocks");
    }

    @Test
    void aViewIsNamedAndItsStatementHelps() throws Exception {
        db.execute(
                "CREATE TABLE t (a Int64) ENGINE = MergeTree ORDER BY a SETTINGS"
                        + " non_replicated_deduplication_window = 100");
        db.execute("CREATE TABLE u (a Int64) ENGINE = MergeTree ORDER BY a");
        db.execute("CREATE MATERIALIZED VIEW v TO u AS SELECT a FROM t");
        assertThat(values("t", "materialized view")).containsExactly("`" + db.name() + "`.`v`");
        assertThat(values("t", "exactly-once")).containsExactly("refused");
        db.execute(statements("t", "exactly-once").get(0));
        assertThat(values("t", "exactly-once")).contains("available");
    }

    @Test
    void aSmallWindowIsAWarningAtAHighParallelism() throws Exception {
        db.execute(
                "CREATE TABLE t (a Int64) ENGINE = MergeTree ORDER BY a SETTINGS"
                        + " non_replicated_deduplication_window = 100");
        assertThat(values("t', parallelism => 64, fence_column => 'f", "exactly-once"))
                .containsExactly("available", "stronger", "warning");
    }

    @Test
    void anotherEngineIsRefusedWithTheReason() throws Exception {
        db.execute("CREATE TABLE t (a Int64) ENGINE = Memory");
        assertThat(values("t", "at-least-once")).containsExactly("available");
        assertThat(values("t", "exactly-once")).containsExactly("refused");
        assertThat(statements("t", "exactly-once")).isEmpty();
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThatThrownBy(() -> explain("no_such"))
                .rootCause()
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> explain("t', parallelism => 0, fence_column => 'f"))
                .rootCause()
                .hasMessageContaining("'parallelism' is '0'");
    }

    private List<String> values(String table, String property) throws Exception {
        return explain(table).stream()
                .filter(row -> property.equals(row.getField(0)))
                .map(row -> (String) row.getField(1))
                .toList();
    }

    private List<String> reasons(String table, String property) throws Exception {
        return explain(table).stream()
                .filter(row -> property.equals(row.getField(0)))
                .map(row -> (String) row.getField(2))
                .toList();
    }

    private List<String> statements(String table, String property) throws Exception {
        return explain(table).stream()
                .filter(row -> property.equals(row.getField(0)) && row.getField(3) != null)
                .map(row -> (String) row.getField(3))
                .toList();
    }

    private List<Row> explain(String table) throws Exception {
        return ProcedureCatalog.call(
                TableEnvironment.create(new Configuration()),
                db,
                "CALL c.sys.explain_delivery(table_name => '" + table + "')");
    }
}
