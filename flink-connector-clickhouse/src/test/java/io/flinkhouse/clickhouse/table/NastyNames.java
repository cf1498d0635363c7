// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import java.util.List;
import java.util.Random;

/** Draws names and values that a parser could stumble over. */
record NastyNames(Random random) {

    private static final List<String> PARTS =
            List.of(
                    "a",
                    "Z",
                    "_",
                    "0",
                    "9",
                    "1e5",
                    "0x1F",
                    "-1",
                    "'",
                    "''",
                    "\"",
                    "`",
                    "``",
                    "\\",
                    "\\n",
                    "\\'",
                    "\n",
                    "\t",
                    "\r",
                    "\u0001",
                    "\u007f",
                    "\u00a0",
                    "\u2019",
                    "\u201c",
                    "\u00fc",
                    "\u0130",
                    "\u65e5",
                    "\ud83d\ude00",
                    "\u202e",
                    "\ufeff",
                    " ",
                    "  ",
                    ".",
                    ",",
                    ";",
                    "--",
                    "/*",
                    "*/",
                    "#",
                    "?",
                    "&",
                    "=",
                    "%",
                    "%s",
                    "%41",
                    "+",
                    "{x:String}",
                    "${x}",
                    "$1",
                    "@",
                    "(",
                    ")",
                    "[",
                    "]",
                    "{",
                    "}",
                    "<",
                    ">",
                    "|",
                    "^",
                    "~",
                    "!",
                    ": ",
                    "/",
                    "../",
                    "NULL",
                    "null",
                    "select",
                    "FROM",
                    "table",
                    "order",
                    "true",
                    "; DROP TABLE x",
                    "' OR 1=1 --",
                    "rows",
                    "timestamp",
                    "array",
                    "key",
                    "primary");

    /** Returns a text of some parts; never empty, and mostly short. */
    String text() {
        StringBuilder text = new StringBuilder();
        int parts = random.nextInt(40) == 0 ? 300 : 1 + random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            text.append(PARTS.get(random.nextInt(PARTS.size())));
        }
        return text.toString();
    }

    /**
     * Returns the name of a column as Flink's SQL can say it: in one line, not blank, and of at
     * most 128 characters.
     */
    String column() {
        return first(text().replaceAll("[\n\r]", ""), 100) + "c";
    }

    /** Returns the name of a table, which is the name of a directory too. */
    String table() {
        return first(text(), 20);
    }

    private static String first(String text, int characters) {
        int all = text.codePointCount(0, text.length());
        return text.substring(0, text.offsetByCodePoints(0, Math.min(characters / 2, all)));
    }

    /** Returns the value of an option, which may be empty, a number, huge or right. */
    String value() {
        return switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> Long.toString(random.nextLong());
            case 2 -> Integer.toString(random.nextInt(20) - 5);
            case 3 ->
                    random.nextInt(1000)
                            + List.of(" s", " d", " mb", "%", "e9").get(random.nextInt(5));
            case 4 ->
                    "9".repeat(1 + random.nextInt(40))
                            + List.of("", " d", " gb", " ms").get(random.nextInt(4));
            case 5 ->
                    List.of("true", "false", "TRUE", "none", "skip", "null").get(random.nextInt(6));
            default -> text();
        };
    }
}
