// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sql;

import org.apache.flink.annotation.Internal;

/** Writes values as SQL literals. */
@Internal
public final class Literals {

    private Literals() {}

    /** Returns the text in single quotes, whatever it contains. */
    public static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** Returns an expression for a String of any bytes, which need not be text. */
    public static String bytes(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length * 4 + 2).append('\'');
        for (byte b : bytes) {
            text.append("\\x")
                    .append(Character.forDigit(b >> 4 & 15, 16))
                    .append(Character.forDigit(b & 15, 16));
        }
        return text.append('\'').toString();
    }
}
