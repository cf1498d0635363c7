// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Distinguishes errors of a message from those of an unavailable schema registry, which must not
 * make dead letters of valid messages.
 */
final class FormatErrors {

    /** The error codes of a registry for an unknown schema: 404, or 404 and two more digits. */
    private static final Pattern NOT_FOUND = Pattern.compile("error code: 404(\\d\\d)?\\b");

    private static final String REGISTRY_REFUSAL = "RestClientException";
    private static final int MAX_LENGTH = 1000;

    private FormatErrors() {}

    static boolean isOnMessage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isOutage(cause)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOutage(Throwable cause) {
        if (cause.getClass().getSimpleName().equals(REGISTRY_REFUSAL)) {
            return !NOT_FOUND.matcher(String.valueOf(cause.getMessage())).find();
        }
        return cause instanceof SocketException
                || cause instanceof UnknownHostException
                || cause instanceof InterruptedIOException
                || cause instanceof ClosedChannelException
                || cause instanceof SSLException;
    }

    /** Returns the text of the first cause; formats repeat the whole message in later ones. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = root.getClass().getSimpleName() + ": " + root.getMessage();
        return text.substring(0, Math.min(text.length(), MAX_LENGTH));
    }
}
