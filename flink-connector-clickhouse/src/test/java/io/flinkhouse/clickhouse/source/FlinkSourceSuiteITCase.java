// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.job.SuiteCluster;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.connector.testframe.environment.TestEnvironment;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestEnv;
import org.apache.flink.connector.testframe.junit.annotations.TestSemantics;
import org.apache.flink.connector.testframe.testsuites.SourceTestSuiteBase;
import org.apache.flink.core.execution.CheckpointingMode;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Flink's own suite for sources. */
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
}
