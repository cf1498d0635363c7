// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

class FormatErrorsTest {

    @Test
    void aMessageIsToBlameForWhatCannotBeParsed() {
        assertThat(
                        FormatErrors.isOnMessage(
                                new IOException("JSON", new NumberFormatException("x"))))
                .isTrue();
    }

    @Test
    void aMessageIsToBlameForASchemaThatDoesNotExist() {
        assertThat(FormatErrors.isOnMessage(refusal("Schema not found; error code: 40403")))
                .isTrue();
        assertThat(FormatErrors.isOnMessage(refusal("No content; error code: 404"))).isTrue();
    }

    @Test
    void noMessageIsToBlameForARegistryThatIsAway() {
        assertThat(FormatErrors.isOnMessage(new IOException(new ConnectException("refused"))))
                .isFalse();
        assertThat(FormatErrors.isOnMessage(new SocketTimeoutException())).isFalse();
        assertThat(FormatErrors.isOnMessage(refusal("Backend; error code: 50001"))).isFalse();
        assertThat(FormatErrors.isOnMessage(refusal("Unauthorized; error code: 401"))).isFalse();
    }

    @Test
    void theReasonIsTheRootAndNotLong() {
        assertThat(
                        FormatErrors.reason(
                                new IOException("outer", new NumberFormatException("inner"))))
                .isEqualTo("NumberFormatException: inner");
        assertThat(FormatErrors.reason(new IOException("x".repeat(100_000)))).hasSize(1000);
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
