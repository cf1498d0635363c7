// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.kafka;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

class BlameTest {

    @Test
    void aMessageIsToBlameForWhatCannotBeParsed() {
        assertThat(Blame.isOnMessage(new IOException("JSON", new NumberFormatException("x"))))
                .isTrue();
    }

    @Test
    void aMessageIsToBlameForASchemaThatDoesNotExist() {
        assertThat(Blame.isOnMessage(refusal("Schema not found; error code: 40403"))).isTrue();
        assertThat(Blame.isOnMessage(refusal("No content; error code: 404"))).isTrue();
    }

    @Test
    void noMessageIsToBlameForARegistryThatIsAway() {
        assertThat(Blame.isOnMessage(new IOException(new ConnectException("refused")))).isFalse();
        assertThat(Blame.isOnMessage(new SocketTimeoutException())).isFalse();
        assertThat(Blame.isOnMessage(refusal("Backend; error code: 50001"))).isFalse();
        assertThat(Blame.isOnMessage(refusal("Unauthorized; error code: 401"))).isFalse();
    }

    @Test
    void theReasonIsTheRootAndNotLong() {
        assertThat(Blame.reason(new IOException("outer", new NumberFormatException("inner"))))
                .isEqualTo("NumberFormatException: inner");
        assertThat(Blame.reason(new IOException("x".repeat(100_000)))).hasSize(1000);
    }

    private static IOException refusal(String text) {
        return new IOException("Could not find schema", new RestClientException(text));
    }

    /** As the registry's client calls it, in whatever package it is shaded to. */
    private static final class RestClientException extends Exception {

        private static final long serialVersionUID = 1L;

        RestClientException(String message) {
            super(message);
        }
    }
}
