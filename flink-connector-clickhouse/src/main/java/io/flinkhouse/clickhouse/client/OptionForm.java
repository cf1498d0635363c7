// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import org.apache.flink.util.TimeUtils;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;

/**
 * The form of an option's values (number, duration, file, choice, …), with its check and its
 * description.
 */
enum OptionForm {
    DURATION(OptionForm::duration, "give milliseconds, or a duration such as '30 s'."),
    BYTES(
            text -> within(Integer.parseInt(text), 1 << 10, 1 << 26),
            "give a whole number of bytes from 1024 to 67108864."),
    PORT(text -> within(Integer.parseInt(text), 1, 65535), "give a whole number from 1 to 65535."),
    FLAG(OptionForm::flag, "give true or false."),
    TEXT(text -> matching(text, "(?s).+"), "give a text."),
    HOST(
            text -> matching(text, "[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]").replaceAll("[\\[\\]]", ""),
            "give the name or address of a host, without http:// and without the port."),
    TOKEN(
            text -> matching(text, "[!-~]+"),
            "give the token in one line, of ASCII characters without blanks."),
    PROXY_TYPE(text -> ProxyType.valueOf(text.toUpperCase(Locale.ROOT)), "give HTTP or SOCKS."),
    SSL_MODE(
            text -> SslMode.valueOf(text.toUpperCase(Locale.ROOT)),
            "give one of disabled, trust, verify_ca, strict.");

    enum ProxyType {
        HTTP,
        SOCKS
    }

    enum SslMode {
        DISABLED,
        TRUST,
        VERIFY_CA,
        STRICT
    }

    private final Function<String, Object> reader;
    private final String advice;

    OptionForm(Function<String, Object> reader, String advice) {
        this.reader = reader;
        this.advice = advice;
    }

    /**
     * Parses a value.
     *
     * @throws IllegalArgumentException if the text is no such value
     * @throws ArithmeticException if it is too large
     */
    Object read(String text) {
        return reader.apply(text);
    }

    String advice() {
        return advice;
    }

    private static Duration duration(String text) {
        Duration duration = TimeUtils.parseDuration(text);
        within(Math.toIntExact(duration.toMillis()), 1, Integer.MAX_VALUE);
        return duration;
    }

    private static int within(int number, int least, int most) {
        if (number < least || number > most) {
            throw new IllegalArgumentException("out of range");
        }
        return number;
    }

    private static String matching(String text, String pattern) {
        if (!text.matches(pattern)) {
            throw new IllegalArgumentException("no such text");
        }
        return text;
    }

    private static boolean flag(String text) {
        if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException("neither true nor false");
        }
        return Boolean.parseBoolean(text);
    }
}
