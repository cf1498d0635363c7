// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * Turns the engine from npm into a replica: sets in the memory of this process what the server
 * program sets and {@code clickhouse local} leaves out. These are the address under which other
 * replicas fetch parts, a listener that serves them, and the identity of the server. Without them a
 * ReplicatedMergeTree stays read-only.
 *
 * <p>The addresses belong to one build for one platform. Where the bytes there are others, nothing
 * is written. Runs in the process of the server, so it uses nothing but the JDK and JNA.
 */
final class InterserverPatch {

    private static final String BUILD = "26.7.3-stable.1";

    /** Where the code of the library begins in its file. */
    private static final long CODE = 0x916e000L;

    private static final long HANDLER_FACTORY = 0x18395cc0L;
    private static final long STUB = 0x1417ca00L;
    private static final int LONGEST_HOST = 22;

    /** The factory of handlers for what replicas ask each other. */
    private static final String FACTORY = "InterserverIOHTTPHandler-factory";

    /** What to do where this cannot be done. */
    static final String OTHER_WAYS =
            "To test with replicas, put the 'clickhouse' binary on the PATH, or set"
                    + " CLICKHOUSE_REPLICAS to the addresses of replicas that tests may use"
                    + " (http://user:password@a:8123,http://user:password@b:8123).";

    /** The native code keeps pointers into these for as long as it runs. */
    private static final List<Memory> KEPT = new ArrayList<>();

    private final RandomAccessFile memory;
    private final long base;

    /** A place that is overwritten, and what is there in the build that we know. */
    private enum Place {
        /** {@code getInterserverIOAddress}. */
        ADDRESS(0x1417c9c0L, "4156534883ec484c8b36490fbe8e67010000"),
        /** {@code getInterserverScheme}. */
        SCHEME(0x1417cac0L, "488b0680b887010000"),
        /** {@code getInterserverCredentials}. */
        CREDENTIALS(0x1417c940L, "41574156534c8b3f"),
        /** The handler's call that reads the password of a request. */
        PASSWORD(0x183d526bL, "e8d076dafb"),
        /** The call that makes the handler factory of an HTTP listener. */
        LISTENER(0x0f117ff6L, "e8c5dc2709"),
        /** The identity of the server. */
        SERVER(0x228a3a48L, "00".repeat(16));

        private final long address;
        private final byte[] known;

        Place(long address, String known) {
            this.address = address;
            this.known = HexFormat.of().parseHex(known);
        }
    }

    private InterserverPatch(RandomAccessFile memory, long base) {
        this.memory = memory;
        this.base = base;
    }

    /** Throws where this machine cannot run the build that the addresses belong to. */
    static void requirePlatform() {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!platform.equals("Linux amd64")) {
            throw new IllegalStateException(
                    "The engine from npm serves as a replica on Linux x64 only, not on "
                            + platform
                            + ". "
                            + OTHER_WAYS);
        }
    }

    /**
     * Patches the library, which this process has loaded and not used yet.
     *
     * @param host of the second HTTP listener, which then serves the other replicas
     * @param port of all HTTP listeners
     * @param server different for each replica, and the same after a restart
     * @throws IllegalStateException if it is another build
     */
    static void apply(String library, String host, int port, UUID server) throws IOException {
        requirePlatform();
        try (RandomAccessFile memory = new RandomAccessFile("/proc/self/mem", "rw")) {
            InterserverPatch patch = new InterserverPatch(memory, base(library));
            for (Place place : Place.values()) {
                patch.requireKnown(place);
            }
            patch.write(host, port, server);
        }
    }

    private static long base(String library) throws IOException {
        String file = Path.of(library).toRealPath().toString();
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                        .filter(line -> line.contains(" r-xp ") && line.endsWith(file))
                        .map(
                                line ->
                                        Long.parseUnsignedLong(
                                                line.substring(0, line.indexOf('-')), 16))
                        .min(Long::compareUnsigned)
                        .orElseThrow(() -> new IllegalStateException(file + " is not loaded"))
                - CODE;
    }

    private void requireKnown(Place place) throws IOException {
        byte[] found = new byte[place.known.length];
        memory.seek(base + place.address);
        memory.readFully(found);
        if (!Arrays.equals(found, place.known)) {
            throw new IllegalStateException(
                    "This is not the engine "
                            + BUILD
                            + " that can be made a replica: other bytes at "
                            + place
                            + ". "
                            + OTHER_WAYS);
        }
    }

    private void write(String host, int port, UUID server) throws IOException {
        put(Place.ADDRESS.address, returned(host, "66c74718", port));
        put(Place.SCHEME.address, returned("http", "", 0));
        put(
                Place.CREDENTIALS.address,
                code(24).put(hex("48b8")).putLong(kept(512)).put(hex("31d2c3")));
        put(Place.PASSWORD.address, code(5).put(hex("31c031d290")));
        put(STUB, stub());
        put(Place.LISTENER.address, jump("e8", Place.LISTENER.address, STUB));
        put(
                Place.SERVER.address,
                code(16).putLong(server.getMostSignificantBits())
                        .putLong(server.getLeastSignificantBits()));
    }

    /** Code that returns a short C++ string, and a number behind it where it has an opcode. */
    private static ByteBuffer returned(String text, String opcode, int number) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        if (ascii.length > LONGEST_HOST) {
            throw new IllegalArgumentException(text + " is too long for a short string");
        }
        ByteBuffer string = code(24).put(ascii).put(23, (byte) ascii.length);
        ByteBuffer code = code(64);
        for (int i = 0; i < 24; i += 8) {
            code.put(hex("48b8")).putLong(string.getLong(i)).put(hex("488947")).put((byte) i);
        }
        if (!opcode.isEmpty()) {
            code.put(hex(opcode)).putShort((short) number);
        }
        return code.put(hex("4889f8c3"));
    }

    /** Counts the listeners; gives the second one the factory of the replicas' handlers. */
    private static ByteBuffer stub() {
        Memory name = memory(FACTORY.length() + 1);
        name.setString(0, FACTORY);
        Memory string = memory(24);
        string.setLong(0, Pointer.nativeValue(name));
        string.setLong(8, FACTORY.length());
        string.setLong(16, 0x8000000000000028L);
        ByteBuffer code =
                code(64).put(hex("49ba"))
                        .putLong(kept(8))
                        .put(hex("41ff0241833a02750a48b9"))
                        .putLong(Pointer.nativeValue(string));
        return code.put(jump("e9", STUB + code.position(), HANDLER_FACTORY).flip());
    }

    private static ByteBuffer jump(String opcode, long from, long to) {
        return code(5).put(hex(opcode)).putInt(Math.toIntExact(to - from - 5));
    }

    private void put(long address, ByteBuffer code) throws IOException {
        memory.seek(base + address);
        memory.write(code.array(), 0, code.position());
    }

    private static long kept(int zeros) {
        return Pointer.nativeValue(memory(zeros));
    }

    private static Memory memory(int size) {
        Memory memory = new Memory(size);
        memory.clear();
        KEPT.add(memory);
        return memory;
    }

    private static ByteBuffer code(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
