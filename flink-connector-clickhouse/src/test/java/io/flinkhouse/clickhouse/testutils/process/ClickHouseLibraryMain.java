// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

import java.util.Arrays;

/**
 * Runs a ClickHouse server from the chdb library: its {@code clickhouse local} listens while its
 * last query runs. First argument is the library, the rest goes to the entry point.
 */
public final class ClickHouseLibraryMain {

    /** The one entry point of the library that can listen. */
    public interface Engine extends Library {
        Pointer query_stable_v2(int argc, String[] argv);
    }

    private ClickHouseLibraryMain() {}

    public static void main(String[] args) {
        Engine engine = Native.load(args[0], Engine.class);
        String[] argv = Arrays.copyOfRange(args, 1, args.length);
        engine.query_stable_v2(argv.length, argv);
        // The last query ended, and with it the server.
        Runtime.getRuntime().halt(1);
    }
}
