// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.job.SuiteCluster;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.connector.testframe.environment.ClusterControllable;
import org.apache.flink.connector.testframe.environment.TestEnvironment;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.external.source.DataStreamSourceExternalContext;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestEnv;
import org.apache.flink.connector.testframe.junit.annotations.TestSemantics;
import org.apache.flink.connector.testframe.testsuites.SourceTestSuiteBase;
import org.apache.flink.core.execution.CheckpointingMode;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** The bounded tests of Flink's own suite for sources; the others need an endless source. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(60)
class FlinkSourceSuiteITCase extends SourceTestSuiteBase<SourceSuiteContext.Text> {

    @TestEnv final TestEnvironment flink;

    @TestSemantics final CheckpointingMode[] semantics = {CheckpointingMode.EXACTLY_ONCE};

    @TestContext final ExternalContextFactory<SourceSuiteContext> contexts;

    FlinkSourceSuiteITCase(ClickHouseDatabase db, @TempDir Path directory) {
        this.flink = new SuiteCluster(directory);
        this.contexts = test -> new SourceSuiteContext(db);
    }

    @Override
    public void testSavepoint(
            TestEnvironment environment,
            DataStreamSourceExternalContext<SourceSuiteContext.Text> context,
            CheckpointingMode semantic) {
        // needs an endless source
    }

    @Override
    public void testScaleUp(
            TestEnvironment environment,
            DataStreamSourceExternalContext<SourceSuiteContext.Text> context,
            CheckpointingMode semantic) {
        // needs an endless source
    }

    @Override
    public void testScaleDown(
            TestEnvironment environment,
            DataStreamSourceExternalContext<SourceSuiteContext.Text> context,
            CheckpointingMode semantic) {
        // needs an endless source
    }

    @Override
    public void testSourceMetrics(
            TestEnvironment environment,
            DataStreamSourceExternalContext<SourceSuiteContext.Text> context,
            CheckpointingMode semantic) {
        // needs an endless source
    }

    @Override
    public void testTaskManagerFailure(
            TestEnvironment environment,
            DataStreamSourceExternalContext<SourceSuiteContext.Text> context,
            ClusterControllable controller,
            CheckpointingMode semantic) {
        // needs an endless source
    }
}
