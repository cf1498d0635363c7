// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import io.flinkhouse.clickhouse.kafka.format.RestartingDeserializer.FormatRestartException;

import org.apache.flink.annotation.Internal;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Distinguishes errors of a message from those of an unavailable schema registry or format, which
 * must not make dead letters of valid messages.
 */
@Internal
public final class FormatErrors {

    /** The error codes of a registry for an unknown schema: 404, or 404 and two more digits. */
    private static final Pattern NOT_FOUND = Pattern.compile("error code: 404(\\d\\d)?\\b");

    private static final String REGISTRY_REFUSAL = "RestClientException";

    /** The beginning of an error that a format reports, as {@link #reason} writes it. */
    private static final Pattern OF_FORMAT = Pattern.compile("\\w*(Exception|Error): ");

    /** What follows is where in the message Jackson found an error, and the message. */
    private static final String SOURCE = "at [Source";

    private static final Pattern QUOTE = Pattern.compile("['\"]");
    private static final int MAX_LENGTH = 1000;

    private FormatErrors() {}

    static boolean isOnMessage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isOutage(cause) || cause instanceof FormatRestartException) {
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

    /**
     * Returns the error of a message as exceptions and logs may show it: without what a format
     * quotes of the message.
     */
    public static String withoutValues(String error) {
        Matcher format = OF_FORMAT.matcher(error);
        if (!format.find()) {
            return error;
        }
        String text = error.lines().findFirst().orElse("");
        int source = text.indexOf(SOURCE);
        text = source < 0 ? text : text.substring(0, source).strip();
        Matcher quote = QUOTE.matcher(text);
        if (format.end() > text.length() || !quote.find(format.end())) {
            return text;
        }
        int last = Math.max(text.lastIndexOf('\''), text.lastIndexOf('"'));
        String rest = quote.start() == last ? "" : text.substring(last + 1);
        return text.substring(0, quote.start()) + "…" + rest;
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
