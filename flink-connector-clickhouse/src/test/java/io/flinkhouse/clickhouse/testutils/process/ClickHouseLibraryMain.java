// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;

/**
 * A ClickHouse server out of the chdb library: its {@code clickhouse local} listens for as long as
 * its last query runs. First argument is the library, the rest goes to the entry point. The system
 * property {@code replica} makes it a replica: {@code host:port:uuid} of {@link InterserverPatch}.
 */
public final class ClickHouseLibraryMain {

    static final String REPLICA = "replica";

    /** The one entry point of the library that can listen. */
    public interface Engine extends Library {
        Pointer query_stable_v2(int argc, String[] argv);
    }

    private ClickHouseLibraryMain() {}

    public static void main(String[] args) throws IOException {
        Engine engine = Native.load(args[0], Engine.class);
        String replica = System.getProperty(REPLICA);
        if (replica != null) {
            String[] of = replica.split(":");
            InterserverPatch.apply(args[0], of[0], Integer.parseInt(of[1]), UUID.fromString(of[2]));
        }
        String[] argv = Arrays.copyOfRange(args, 1, args.length);
        engine.query_stable_v2(argv.length, argv);
        // The last query ended, and with it the server.
        Runtime.getRuntime().halt(1);
    }
}
