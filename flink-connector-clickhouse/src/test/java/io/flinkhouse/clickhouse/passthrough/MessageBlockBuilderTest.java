// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.passthrough;

import io.flinkhouse.clickhouse.block.CorruptDataException;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.codec.lz4.FrameReader;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.passthrough.MessageBlockBuilder.Form;
import io.flinkhouse.clickhouse.passthrough.MessageFormat.Framing;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that messages are joined to a block and decoded again. */
class MessageBlockBuilderTest {

    @Test
    void endsEachLineOnce() throws IOException {
        assertThat(text(sealed("JSONEachRow", "{\"a\":1}", "{\"a\":2}\n", "{\n\"a\":3}")))
                .isEqualTo("{\"a\":1}\n{\"a\":2}\n{\n\"a\":3}\n");
    }

    @Test
    void addsNothingToMessagesThatSayThemselvesWhereTheyEnd() throws IOException {
        assertThat(text(sealed("BSONEachRow", "\5\0\0\0\0", "\10\0\0\0\na\0\0")))
                .isEqualTo("\5\0\0\0\0\10\0\0\0\na\0\0");
    }

    @Test
    void putsTheLengthBeforeAMessageOfProtobuf() throws IOException {
        String large = "\n" + latin(0xA9, 0x02) + "x".repeat(297); // field 1, 297 bytes

        assertThat(text(sealed("Protobuf", "\n\1a", "", large)))
                .isEqualTo("\u0003\n\1a\u0000" + latin(0xAC, 0x02) + large);
    }

    @Test
    void takesTextAsUtf8() throws IOException {
        MessageBlockBuilder encoder =
                new MessageBlockBuilder(MessageFormat.of("JSONEachRow"), Form.TEXT);
        encoder.append(GenericRowData.of(StringData.fromString("{\"a\":\"ä\"}")));

        assertThat(FrameReader.decompress(frames(encoder.seal())))
                .isEqualTo("{\"a\":\"ä\"}\n".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"LineAsString, LINES", "Protobuf, LENGTH_DELIMITED"})
    void givesEachMessageBack(String format, Framing framing) throws IOException {
        // Each is one field of Protobuf: its number, its length, its text.
        String large = "R" + latin(0x80, 0x01) + "y".repeat(128);
        DecodedMessages messages = read(framing, sealed(format, "R\3one", large, "R\5three"), 3);

        assertThat(text(messages.message(0))).isEqualTo("R\3one");
        assertThat(text(messages.message(1))).isEqualTo(large);
        assertThat(text(messages.message(2))).isEqualTo("R\5three");
    }

    @Test
    void makesBlocksOfSomeOfThem() throws IOException {
        DecodedMessages messages = read(Framing.LINES, sealed("CSV", "1", "2", "3", "4"), 4);
        BitSet out = new BitSet();
        out.set(0);
        out.set(2);

        assertThat(text(messages.range(1, 3))).isEqualTo("2\n3\n");
        assertThat(messages.range(1, 3).rows()).isEqualTo(2);
        assertThat(text(messages.without(out))).isEqualTo("2\n4\n");
        assertThat(messages.without(out).rows()).isEqualTo(2);
    }

    @Test
    void startsAfreshAfterABlock() throws IOException {
        MessageBlockBuilder encoder = encoder("CSV");
        encoder.append(row("1"));
        encoder.seal();
        encoder.append(row("22"));

        assertThat(encoder.rows()).isEqualTo(1);
        assertThat(encoder.bytes()).isEqualTo(3);
        assertThat(text(encoder.seal())).isEqualTo("22\n");
    }

    @Test
    void compressesWhileTheBlockGrows() throws IOException {
        MessageBlockBuilder encoder = encoder("LineAsString");
        String line = "0123456789".repeat(10);
        for (int i = 0; i < 10_000; i++) {
            encoder.append(row(line));
        }
        EncodedBlock block = encoder.seal();

        assertThat(block.length()).isLessThan(100_000);
        assertThat(text(block)).isEqualTo((line + "\n").repeat(10_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", " \t\r\n "})
    void refusesWhatJsonWouldPassOver(String blank) {
        assertThatThrownBy(() -> sealed("JSONEachRow", blank))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("as JSONEachRow: it contains no row");
    }

    @Test
    void refusesNoBytesWhereTheyAreNoRow() {
        assertThatThrownBy(() -> sealed("BSONEachRow", "")).hasMessageContaining("0 bytes");
    }

    @Test
    void takesAnEmptyLineWhereItIsARow() throws IOException {
        assertThat(text(sealed("LineAsString", "a", "", "b"))).isEqualTo("a\n\nb\n");
    }

    @Test
    void refusesATombstone() {
        assertThatThrownBy(() -> encoder("CSV").append(GenericRowData.of((Object) null)))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("A message is null (in Kafka a tombstone)");
    }

    @Test
    void findsBoundariesThatDoNotBelongToTheBytes() throws IOException {
        EncodedBlock block = sealed("CSV", "1", "2");
        byte[] frames = frames(block);

        assertThatThrownBy(() -> DecodedMessages.read(Framing.LINES, frames, new byte[] {2, 9}, 2))
                .isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> DecodedMessages.read(Framing.LINES, frames, new byte[] {2, 1}, 2))
                .hasMessageContaining("cover 3 of 4 bytes");
        assertThatThrownBy(() -> DecodedMessages.read(Framing.LINES, frames, block.boundaries(), 1))
                .isInstanceOf(CorruptDataException.class);
    }

    private static EncodedBlock sealed(String format, String... messages) {
        MessageBlockBuilder encoder = encoder(format);
        Arrays.stream(messages).forEach(message -> encoder.append(row(message)));
        return encoder.seal();
    }

    private static MessageBlockBuilder encoder(String format) {
        return new MessageBlockBuilder(MessageFormat.of(format), Form.BYTES);
    }

    private static GenericRowData row(String message) {
        return GenericRowData.of((Object) message.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static DecodedMessages read(Framing framing, EncodedBlock block, int count)
            throws IOException {
        return DecodedMessages.read(framing, frames(block), block.boundaries(), count);
    }

    private static byte[] frames(EncodedBlock block) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        block.writeTo(out);
        return out.toByteArray();
    }

    private static String text(EncodedBlock block) throws IOException {
        return text(FrameReader.decompress(frames(block)));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String latin(int... bytes) {
        StringBuilder text = new StringBuilder();
        Arrays.stream(bytes).forEach(b -> text.append((char) b));
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "JSONEachRow; [{}]; at byte 0 there should be an object",
                "JSONEachRow; {}}; at byte 2 there should be an object",
                "JSONEachRow; {} {\"a\":[1}; an object begins at byte 3 and does not end",
                "JSONCompactEachRow; {}; at byte 0 there should be an array",
                "CSV; 1,\"a; the quote at byte 2 is not closed",
                "TSV; 1\\; the backslash at its end",
                "BSONEachRow; ~\5\0\0\0\0x~; at byte 5 is no BSON document"
            })
    void saysWhereAMessageWouldActOnOthers(String format, String message, String fault) {
        assertThatThrownBy(() -> sealed(format, message))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("cannot be passed through as " + format)
                .hasMessageContaining(fault)
                .hasMessageContaining("'sink.error-mode'");
    }
}
