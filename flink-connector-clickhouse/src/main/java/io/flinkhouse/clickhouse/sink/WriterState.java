// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolNamespace;

import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The state of an exactly-once writer.
 *
 * @param uid groups the spool files of the sink through its restarts
 * @param version no generated version of a row before the checkpoint is higher; 0 without versions
 */
record WriterState(SpoolNamespace uid, long version) {

    /** Version 1 is the uid in UTF-8; version 2 has eight bytes of the row version before it. */
    static final class Serializer implements SimpleVersionedSerializer<WriterState> {

        private static final int UID_ALONE = 1;
        private static final int CURRENT = 2;

        @Override
        public int getVersion() {
            return CURRENT;
        }

        @Override
        public byte[] serialize(WriterState state) {
            byte[] uid = state.uid.value().getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.allocate(Long.BYTES + uid.length)
                    .putLong(state.version)
                    .put(uid)
                    .array();
        }

        @Override
        public WriterState deserialize(int version, byte[] bytes) throws IOException {
            return switch (version) {
                case UID_ALONE -> new WriterState(uid(bytes), 0);
                case CURRENT ->
                        new WriterState(
                                uid(Arrays.copyOfRange(bytes, Long.BYTES, bytes.length)),
                                ByteBuffer.wrap(bytes).getLong());
                default ->
                        throw new IOException(
                                "Cannot restore writer state version "
                                        + version
                                        + "; this connector reads versions 1 to "
                                        + CURRENT
                                        + ". Upgrade it before restoring.");
            };
        }

        private static SpoolNamespace uid(byte[] text) throws IOException {
            try {
                return new SpoolNamespace(new String(text, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        "Corrupt writer state: "
                                + e.getMessage()
                                + ". The savepoint is damaged; restore another one",
                        e);
            }
        }
    }
}
