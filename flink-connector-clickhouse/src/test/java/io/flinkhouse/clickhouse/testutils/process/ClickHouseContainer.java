// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A ClickHouse server in a container that lives from one start to the next; its data, configuration
 * and ports are those of the directory on this machine. Testcontainers removes it when this JVM
 * ends, however it ends.
 */
final class ClickHouseContainer extends GenericContainer<ClickHouseContainer> implements Running {

    /** Where the container sees the directory. */
    static final Path HOME = Path.of("/flinkhouse");

    static final String IMAGE = "clickhouse/clickhouse-server:latest";

    /**
     * Defines the container, without a Docker engine.
     *
     * @param directory holds {@code config.xml}, and the data later
     * @param log what the server writes is appended to it
     * @param ports that the configuration names, the HTTP port first; the same on this machine
     */
    ClickHouseContainer(Path directory, Path log, int... ports) {
        super(DockerImageName.parse(IMAGE));
        setBinds(
                List.of(
                        new Bind(
                                directory.toString(), new Volume(HOME.toString()), AccessMode.rw)));
        setPortBindings(
                IntStream.of(ports)
                        .mapToObj(port -> "127.0.0.1:" + port + ":" + port + "/tcp")
                        .toList());
        withExposedPorts(IntStream.of(ports).boxed().toArray(Integer[]::new));
        withCommand("clickhouse", "server", "--config-file=" + HOME.resolve("config.xml"));
        withLogConsumer(frame -> append(log, frame));
        waitingFor(Wait.forHttp("/ping").forPort(ports[0]));
    }

    private static void append(Path log, OutputFrame frame) {
        if (frame.getBytes() == null) {
            return; // the end of the output
        }
        try {
            Files.write(
                    log, frame.getBytes(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isAlive() {
        return isRunning();
    }

    @Override
    public long pid() {
        return Objects.requireNonNull(state().getPidLong(), "The container does not run");
    }

    /** Testcontainers stops a container by killing it. */
    @Override
    public void kill() {
        stop();
    }

    @Override
    public void stop(int seconds) {
        getDockerClient().stopContainerCmd(getContainerId()).withTimeout(seconds).exec();
        stop();
    }

    @Override
    public String ending() {
        return "ended with code " + state().getExitCodeLong();
    }

    private ContainerState state() {
        return getCurrentContainerInfo().getState();
    }
}
