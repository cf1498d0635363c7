// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.util.Collector;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the deserializer with a format that makes a row of each digit. */
class TolerantDeserializerTest {

    private final List<RowData> rows = new ArrayList<>();

    @Test
    void aMessageMayBeAnyNumberOfRows() throws Exception {
        read("12", EmptyResultPolicy.FINE);
        read("", EmptyResultPolicy.FINE);
        assertThat(rows).containsExactly(good(1), good(2));
    }

    @Test
    void aMessageIsReadWholeOrNotAtAll() throws Exception {
        read("12x", EmptyResultPolicy.FINE);
        assertThat(rows).containsExactly(broken("12x", "IOException: not a digit: x"));
    }

    @Test
    void nothingIsNoMessage() throws Exception {
        read("", EmptyResultPolicy.FAULT_IF_EMPTY);
        read(" ", EmptyResultPolicy.FAULT_IF_EMPTY);
        read(" ", EmptyResultPolicy.ALWAYS_FAULT);
        assertThat(rows)
                .containsExactly(
                        broken("", "The format returns no row for its 0 bytes"),
                        broken(" ", "The format returns no row for its 1 bytes"));
    }

    @Test
    void whatIsNotTheMessagesFaultIsThrown() {
        assertThatThrownBy(() -> read("1!", EmptyResultPolicy.FINE))
                .isInstanceOf(ConnectException.class);
        assertThat(rows).isEmpty();
    }

    private void read(String message, EmptyResultPolicy emptyResult) throws Exception {
        TolerantDeserializer guarded =
                new TolerantDeserializer(
                        new Digits(),
                        new TolerantDeserializer.RowLayout(1, 2, 2, 3),
                        new TolerantDeserializer.Requirements(
                                emptyResult, RowConstraint.of(List.of(), false)));
        guarded.open(null);
        guarded.deserialize(
                message.getBytes(StandardCharsets.UTF_8),
                new Collector<>() {
                    @Override
                    public void collect(RowData row) {
                        rows.add(row);
                    }

                    @Override
                    public void close() {}
                });
    }

    private static RowData good(int digit) {
        return GenericRowData.of(digit, null, null);
    }

    private static RowData broken(String message, String reason) {
        return GenericRowData.of(
                null, StringData.fromString(reason), StringData.fromString(message));
    }

    private static final class Digits implements DeserializationSchema<RowData> {

        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(byte[] message, Collector<RowData> out) throws IOException {
            for (byte c : message) {
                if (c == '!') {
                    throw new ConnectException("the registry is away");
                }
                if (c != ' ' && !Character.isDigit(c)) {
                    throw new IOException("not a digit: " + (char) c);
                }
                if (c != ' ') {
                    out.collect(GenericRowData.of(c - '0'));
                }
            }
        }

        @Override
        public RowData deserialize(byte[] message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isEndOfStream(RowData next) {
            return false;
        }

        @Override
        public TypeInformation<RowData> getProducedType() {
            return InternalTypeInfo.of(RowType.of(new IntType()));
        }
    }
}
