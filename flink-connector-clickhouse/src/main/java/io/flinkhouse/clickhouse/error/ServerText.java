// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shortens the server's text of an error for exceptions and logs, which must not contain values of
 * rows. An error about data keeps its code and name, the constraint, the column and the view; other
 * errors keep their text up to the first statement, row or literal.
 */
final class ServerText {

    private static final int MAX_LENGTH = 500;
    private static final String CODE = "Code: ";

    /** What follows contains rows, or statements with literals. */
    private static final List<String> BEFORE_ROWS =
            List.of(
                    "Column values",
                    "column values",
                    "In scope",
                    "in scope",
                    "In query",
                    "in query",
                    "before:",
                    "failed at position",
                    ": while executing");

    /** Errors whose quoted texts are names; those of other errors can be values. */
    private static final Set<ServerError> QUOTE_NAMES =
            EnumSet.of(
                    ServerError.NO_SUCH_COLUMN_IN_TABLE,
                    ServerError.UNKNOWN_FUNCTION,
                    ServerError.UNKNOWN_IDENTIFIER,
                    ServerError.UNKNOWN_TYPE,
                    ServerError.UNKNOWN_TABLE,
                    ServerError.UNKNOWN_FORMAT,
                    ServerError.UNKNOWN_DATABASE,
                    ServerError.UNKNOWN_SETTING,
                    ServerError.TOO_MANY_ROWS,
                    ServerError.INDEX_NOT_USED,
                    ServerError.READONLY,
                    ServerError.UNKNOWN_USER,
                    ServerError.TABLE_IS_DROPPED,
                    ServerError.QUOTA_EXCEEDED,
                    ServerError.DATABASE_ACCESS_DENIED,
                    ServerError.SETTING_CONSTRAINT_VIOLATION,
                    ServerError.ACCESS_DENIED,
                    ServerError.UNKNOWN_ROLE);

    private static final Pattern NAME = Pattern.compile("\\(([A-Z][A-Z_0-9]{2,80})\\)");
    private static final Pattern OPENING_QUOTE = Pattern.compile("(?<![\\p{L}\\p{N}])['\"]");
    private static final Pattern CONSTRAINT =
            Pattern.compile(
                    "DB::Exception: (Constraint `[^`]{1,200}` for table [^\\n]*?)\\. Column");
    private static final Pattern NESTED =
            Pattern.compile("Elements '([^']{1,200})' and '([^']{1,200})' of Nested");
    private static final Pattern ROW = Pattern.compile("\\(at row (\\d{1,19})\\)\\n");
    private static final Pattern VIEW =
            Pattern.compile("while pushing to view ([^\\s'\"]{1,200}?)[.:,]* \\(");
    private static final List<Pattern> COLUMN =
            List.of(
                    Pattern.compile(
                            "while converting source column `?([^`\\s]{1,200})`? from type"),
                    Pattern.compile("\\(while reading the value of key ([^\\s'\"()]{1,200})\\)"),
                    Pattern.compile("(?:while parsing|into|to) column `([^`]{1,200})`"));

    private ServerText() {}

    /** Returns the part of a server's text that contains no value of a row. */
    static String shown(int code, String text) {
        Optional<ServerError> known = ServerError.of(code);
        boolean aboutData =
                known.filter(error -> error != ServerError.FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)
                                .filter(error -> error.kind() == FailureKind.REJECT)
                                .isPresent()
                        || text.contains("InputFormat");
        return aboutData
                ? capped(facts(code, text))
                : beginning(code, text, known.filter(QUOTE_NAMES::contains).isPresent());
    }

    private static String facts(int code, String text) {
        StringBuilder shown = new StringBuilder(named(code, text));
        Matcher constraint = CONSTRAINT.matcher(text);
        if (code == ServerError.VIOLATED_CONSTRAINT.code() && constraint.find()) {
            shown.append(". ").append(constraint.group(1));
        }
        Matcher nested = NESTED.matcher(text);
        if (code == ServerError.SIZES_OF_ARRAYS_DONT_MATCH.code() && nested.find()) {
            shown.append(", columns '").append(nested.group(1));
            shown.append("' and '").append(nested.group(2)).append('\'');
        }
        COLUMN.stream()
                .map(pattern -> pattern.matcher(text))
                .filter(Matcher::find)
                .findFirst()
                .ifPresent(found -> shown.append(", column '").append(found.group(1)).append('\''));
        append(shown, ", row ", ROW.matcher(text));
        append(shown, ", view ", VIEW.matcher(text));
        return shown.toString();
    }

    private static void append(StringBuilder shown, String what, Matcher found) {
        if (found.find()) {
            shown.append(what).append(found.group(1));
        }
    }

    private static String beginning(int code, String text, boolean quotesNames) {
        int end = Math.min(text.length(), 4 * MAX_LENGTH);
        for (String mark : BEFORE_ROWS) {
            int at = text.indexOf(mark);
            end = at >= 0 ? Math.min(end, at) : end;
        }
        int inner = text.indexOf(CODE, 1);
        boolean nested = inner >= 0 && inner < end;
        String start = text.substring(0, nested ? inner : end);
        String shown = (quotesNames ? start : withoutQuotes(start)).strip();
        if (nested) {
            shown += " " + named(codeAt(text, inner), text.substring(inner));
        }
        String name = name(code, text);
        shown = capped(shown);
        boolean cut = end < text.length() || shown.length() > MAX_LENGTH;
        return cut && !shown.contains(name) ? shown + " (" + name + ")" : shown;
    }

    /**
     * Replaces all from the first quoted text to the end of the last one: a value in quotes can
     * contain quotes.
     */
    private static String withoutQuotes(String text) {
        Matcher quote = OPENING_QUOTE.matcher(text);
        if (!quote.find()) {
            return text;
        }
        int last = Math.max(text.lastIndexOf('\''), text.lastIndexOf('"'));
        String rest = quote.end() > last ? "" : text.substring(last);
        return text.substring(0, quote.end()) + "…" + rest;
    }

    private static String named(int code, String text) {
        String name = name(code, text);
        return CODE + code + (name.isEmpty() ? "" : " (" + name + ")");
    }

    /** Returns the name of an error, which the server writes at the end of its text. */
    private static String name(int code, String text) {
        String name = ServerError.of(code).map(Enum::name).orElse("");
        if (name.isEmpty()) {
            Matcher found = NAME.matcher(text.substring(Math.max(0, text.length() - 200)));
            while (found.find()) {
                name = found.group(1);
            }
        }
        return name;
    }

    private static int codeAt(String text, int at) {
        Matcher digits = Pattern.compile("\\d{1,5}").matcher(text.substring(at + CODE.length()));
        return digits.lookingAt() ? Integer.parseInt(digits.group()) : ClickHouseException.NO_CODE;
    }

    private static String capped(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }
}
