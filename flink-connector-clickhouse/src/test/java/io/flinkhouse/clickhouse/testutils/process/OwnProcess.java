// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.util.concurrent.TimeUnit;

/** A server in a process of this machine, with the processes that it starts. */
record OwnProcess(Process process) implements Running {

    private static final int KILL_SECONDS = 15;

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        if (!endsWithin(process.destroyForcibly(), KILL_SECONDS)) {
            throw new IllegalStateException("Process " + process.pid() + " survived SIGKILL");
        }
    }

    @Override
    public void stop(int seconds) {
        process.destroy();
        if (!endsWithin(process, seconds)) {
            kill();
        }
    }

    @Override
    public String ending() {
        return "ended with code " + process.exitValue();
    }

    private static boolean endsWithin(Process process, int seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
