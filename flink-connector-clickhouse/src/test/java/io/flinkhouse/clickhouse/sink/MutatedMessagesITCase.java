// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.sink.MessageSamples.Samples;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Binary messages with bytes that are wrong: they end the same way alone and between others, which
 * stay as they are, and no length in them takes the server's memory. More of them with {@code
 * -Dmessages.mutations=1000}, others with {@code -Dmessages.seed=5}.
 */
@ExtendWith(ClickHouseExtension.class)
@Timeout(120)
class MutatedMessagesITCase {

    private static final int COUNT = Integer.getInteger("messages.mutations", 30);
    private static final long SEED = Long.getLong("messages.seed", 1);

    private static final String COLUMNS =
            "id UInt32, name String, arr Array(UInt32), f Nullable(Float64), t Tuple(a UInt32, b"
                    + " String)";

    /** Much more than such messages need, and much less than a length in them can say. */
    private static final Map<String, String> LITTLE_MEMORY =
            Map.of("max_memory_usage", "100000000");

    @ParameterizedTest
    @ValueSource(strings = {"BSONEachRow", "Protobuf"})
    void changeNoNeighbour(String format, ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE t (" + COLUMNS + ") ENGINE = Memory");
        byte[] good = message(db, format, "1, 'g', [1], NULL, (1, 'g')");
        byte[] other = message(db, format, "7, 'name', [1, 2, 3], 1.5, (5, 'five')");
        Samples samples = new Samples(format, LITTLE_MEMORY, COLUMNS, good, List.of());
        Random random = new Random(SEED);
        try (MessageBench bench = new MessageBench(db, samples)) {
            List<String> goodRow = bench.rows(good);
            SoftAssertions softly = new SoftAssertions();
            for (int i = 0; i < COUNT; i++) {
                byte[] odd = mutated(other, random);
                List<String> alone = bench.end(odd);
                List<String> expected = new ArrayList<>(goodRow);
                expected.addAll(alone.equals(MessageBench.REJECTED) ? List.of() : alone);
                expected.addAll(goodRow);
                softly.assertThat(bench.rows(good, odd, good))
                        .as(i + ": " + MessageSamples.shown(odd))
                        .isEqualTo(expected);
            }
            softly.assertAll();
        }
    }

    /** Whether a field holds a message or a text, only the table says. */
    @Test
    void mayClaimTooMuchWithinANestedMessage(ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE t (" + COLUMNS + ") ENGINE = Memory");
        byte[] good = message(db, "Protobuf", "1, 'g', [1], NULL, (1, 'g')");
        byte[] odd = {8, 2, 42, 6, 18, -1, -1, -1, -1, 7};
        try (MessageBench bench =
                new MessageBench(
                        db, new Samples("Protobuf", LITTLE_MEMORY, COLUMNS, good, List.of()))) {
            List<String> goodRow = bench.rows(good);

            assertThat(bench.end(odd)).isEqualTo(MessageBench.REJECTED);
            assertThat(bench.rows(odd, good)).isEqualTo(goodRow);
            assertThat(bench.rows(good, odd)).isEqualTo(goodRow);
        }
    }

    private static byte[] mutated(byte[] message, Random random) {
        byte[] odd = message.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(odd.length);
            switch (random.nextInt(5)) {
                case 0 -> odd[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> odd[at] = (byte) random.nextInt(256);
                case 2 -> Arrays.fill(odd, at, Math.min(odd.length, at + 4), (byte) 0x7f);
                case 3 -> odd = spliced(odd, at, 0, random);
                default -> odd = spliced(odd, at, 1 + random.nextInt(3), random);
            }
        }
        return odd;
    }

    /** Leaves bytes out, or puts some in if there are none to leave out. */
    private static byte[] spliced(byte[] message, int at, int without, Random random) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(message, 0, at);
        for (int i = without == 0 ? random.nextInt(4) : 0; i > 0; i--) {
            all.write(random.nextInt(256));
        }
        int rest = Math.min(message.length, at + without);
        all.write(message, rest, message.length - rest);
        return all.size() == 0 ? message : all.toByteArray();
    }

    /** A message as the server itself writes it. */
    private static byte[] message(ClickHouseDatabase db, String format, String values) {
        String select =
                "SELECT * FROM values('" + COLUMNS.replace("'", "\\'") + "', (" + values + "))";
        String query = select + " FORMAT " + format;
        try {
            byte[] written =
                    URI.create(
                                    db.url()
                                            + "/?user="
                                            + db.username()
                                            + "&password="
                                            + db.password()
                                            + "&query="
                                            + URLEncoder.encode(query, StandardCharsets.UTF_8))
                            .toURL()
                            .openStream()
                            .readAllBytes();
            // Protobuf: without the length, which one byte holds
            return format.equals("Protobuf")
                    ? Arrays.copyOfRange(written, 1, written.length)
                    : written;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
