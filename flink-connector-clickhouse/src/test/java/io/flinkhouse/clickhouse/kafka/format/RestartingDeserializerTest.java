// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.AvroRowDataDeserializationSchema;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests Flink's Avro format, whose decoder keeps the unread bytes of a broken message. */
class RestartingDeserializerTest {

    private static final RowType ROW =
            RowType.of(false, new BigIntType(false), new VarCharType(true, VarCharType.MAX_LENGTH));

    /** The number 1, then a branch of the union that does not exist, then more. */
    private static final byte[] BROKEN = {2, 100, 4, 'o', 'n', 6, 'x', 'y', 'z'};

    /** The number 7, then the second branch of the union, a text. */
    private static final byte[] GOOD = {14, 2, 4, 'o', 'k'};

    private final List<RowData> rows = new ArrayList<>();
    private DeserializationSchema<RowData> format;

    @BeforeEach
    void open() throws Exception {
        format =
                RestartingDeserializer.of(
                        new AvroRowDataDeserializationSchema(ROW, InternalTypeInfo.of(ROW)));
        format.open(null);
    }

    @Test
    void nothingOfABrokenMessageGetsIntoTheNextOne() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> read(BROKEN)).isInstanceOf(IOException.class);
            read(GOOD);
        }
        assertThat(rows)
                .hasSize(3)
                .allMatch(row -> row.equals(GenericRowData.of(7L, StringData.fromString("ok"))));
    }

    @Test
    void aFormatThatCannotBeOpenedAgainFailsTheJob(@TempDir Path directory) throws Exception {
        Path schema = Files.createFile(directory.resolve("schema"));
        open(RestartingDeserializer.of(new SchemaFileFormat(schema.toString())));
        Files.delete(schema);
        read(BROKEN);
        assertThat(rows).hasSize(1);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> read(GOOD))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("SchemaFileFormat cannot be opened again")
                    .hasMessageContaining("NoSuchFileException: " + schema)
                    .hasMessageContaining("start the job from its last checkpoint");
        }
        assertThat(rows).hasSize(1);
        Files.createFile(schema);
        read(GOOD);
        assertThat(rows).hasSize(2);
    }

    private void open(DeserializationSchema<RowData> restarting) throws Exception {
        format =
                new TolerantDeserializer(
                        restarting,
                        new TolerantDeserializer.RowLayout(2, -1, 1, 3),
                        new TolerantDeserializer.Requirements(
                                EmptyResultPolicy.FINE, RowConstraint.none()));
        format.open(null);
    }

    private void read(byte[] message) throws IOException {
        format.deserialize(message, new ListCollector<>(rows));
    }

    /** A format that reads its schema from a file when it is opened. */
    private static final class SchemaFileFormat implements DeserializationSchema<RowData> {

        private static final long serialVersionUID = 1L;

        private final String schema;
        private transient boolean opened;

        SchemaFileFormat(String schema) {
            this.schema = schema;
        }

        @Override
        public void open(InitializationContext context) throws IOException {
            Files.readAllBytes(Path.of(schema));
            opened = true;
        }

        @Override
        public RowData deserialize(byte[] message) throws IOException {
            if (!opened || Arrays.equals(message, BROKEN)) {
                throw new IOException("cannot decode");
            }
            return GenericRowData.of(7L, null);
        }

        @Override
        public boolean isEndOfStream(RowData next) {
            return false;
        }

        @Override
        public TypeInformation<RowData> getProducedType() {
            return InternalTypeInfo.of(ROW);
        }
    }
}
