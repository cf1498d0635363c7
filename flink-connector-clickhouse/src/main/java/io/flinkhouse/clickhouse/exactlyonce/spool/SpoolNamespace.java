// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The directory name that groups a sink's spool files through its restarts; the whole state of an
 * exactly-once writer.
 */
@Internal
public record SpoolNamespace(String value) {

    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z_-]+");

    public SpoolNamespace {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "Not the name of one directory in the spool (letters, digits, '-', '_'): '"
                            + value
                            + "'");
        }
    }

    static boolean isValid(String value) {
        return NAME.matcher(value).matches();
    }

    public static SpoolNamespace random() {
        return new SpoolNamespace(UUID.randomUUID().toString());
    }

    /** Version 1: the text in UTF-8. */
    public static final class Serializer implements SimpleVersionedSerializer<SpoolNamespace> {

        private static final int VERSION = 1;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(SpoolNamespace uid) {
            return uid.value().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public SpoolNamespace deserialize(int version, byte[] bytes) throws IOException {
            if (version != VERSION) {
                throw new IOException(
                        "Cannot restore writer state version "
                                + version
                                + "; this connector reads "
                                + VERSION
                                + ". Upgrade it before restoring.");
            }
            String value = new String(bytes, StandardCharsets.UTF_8);
            if (!isValid(value)) {
                throw new IOException(
                        "Corrupt writer state: '" + value + "' names no directory of a spool");
            }
            return new SpoolNamespace(value);
        }
    }
}
