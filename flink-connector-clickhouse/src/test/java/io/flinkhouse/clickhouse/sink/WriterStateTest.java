// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolNamespace;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WriterStateTest {

    private final WriterState.Serializer serializer = new WriterState.Serializer();

    @Test
    void isReadAsItWasWritten() throws Exception {
        WriterState state = new WriterState(new SpoolNamespace("uid"), 1_800_000_000_000_000L);
        assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(state)))
                .isEqualTo(state);
    }

    @Test
    void ofTheFirstVersionIsTheUid() throws Exception {
        assertThat(serializer.deserialize(1, "uid".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new WriterState(new SpoolNamespace("uid"), 0));
    }

    @Test
    void ofALaterVersionNamesBoth() {
        assertThatThrownBy(() -> serializer.deserialize(3, new byte[0]))
                .hasMessageContaining("writer state version 3")
                .hasMessageContaining("versions 1 to 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../outside", "a/b", "/", "", "."})
    void namesOneDirectory(String uid) {
        assertThatThrownBy(() -> serializer.deserialize(1, uid.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Corrupt writer state");
    }
}
