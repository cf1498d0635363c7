// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class ServerProcessITCase {

    /** The main class of the killed JVM. */
    static final class StartsOne {
        public static void main(String[] args) throws InterruptedException {
            try (ClickHouseServer server = ClickHouseServer.start()) {
                System.out.println(server.pid() + " " + server.directory().getParent());
                Thread.currentThread().join();
            }
        }
    }

    @Test
    void diesWithItsParentEvenWhenThatIsKilled() throws Exception {
        Process parent =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                StartsOne.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader out = parent.inputReader()) {
            String[] line = out.readLine().split(" ", 2);
            ProcessHandle server = ProcessHandle.of(Long.parseLong(line[0])).orElseThrow();
            parent.destroyForcibly().waitFor();
            Await.until("the orphan to end", Duration.ofSeconds(10), () -> !server.isAlive());
            Workspace.deleteStale();
            assertThat(Files.exists(Path.of(line[1]))).isFalse();
        } finally {
            parent.destroyForcibly();
        }
    }
}
