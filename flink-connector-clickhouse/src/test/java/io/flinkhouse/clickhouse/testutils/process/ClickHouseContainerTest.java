// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import com.github.dockerjava.api.model.AccessMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.output.OutputFrame.OutputType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests only the definition of the container, because no test may need a Docker engine. */
class ClickHouseContainerTest {

    @TempDir Path directory;

    @Test
    void seesTheDirectoryOfTheServer() {
        assertThat(container().getBinds())
                .singleElement()
                .satisfies(
                        bind -> {
                            assertThat(bind.getPath()).isEqualTo(directory.toString());
                            assertThat(bind.getVolume().getPath()).isEqualTo("/flinkhouse");
                            assertThat(bind.getAccessMode()).isEqualTo(AccessMode.rw);
                        });
    }

    /** A restarted server is the same for its clients. */
    @Test
    void hasTheSamePortsOutsideAndOnlyForThisMachine() {
        assertThat(container().getPortBindings())
                .containsExactlyInAnyOrder(
                        "127.0.0.1:18123:18123/tcp", "127.0.0.1:19000:19000/tcp");
        assertThat(container().getExposedPorts()).containsExactlyInAnyOrder(18123, 19000);
    }

    @Test
    void runsTheServerWithTheConfigurationOfTheTest() {
        assertThat(container().getCommandParts())
                .containsExactly("clickhouse", "server", "--config-file=/flinkhouse/config.xml");
    }

    @Test
    void appendsWhatTheServerWritesToItsLog() {
        ClickHouseContainer container = container();
        for (String line : new String[] {"one\n", "two\n"}) {
            OutputFrame frame =
                    new OutputFrame(OutputType.STDERR, line.getBytes(StandardCharsets.UTF_8));
            container.getLogConsumers().forEach(consumer -> consumer.accept(frame));
        }
        container.getLogConsumers().forEach(consumer -> consumer.accept(OutputFrame.END));
        assertThat(directory.resolve("clickhouse.log")).hasContent("one\ntwo\n");
    }

    @Test
    void doesNotRunBeforeItIsStarted() {
        assertThat(container().isAlive()).isFalse();
    }

    private ClickHouseContainer container() {
        return new ClickHouseContainer(
                directory, directory.resolve("clickhouse.log"), 18123, 19000);
    }
}
