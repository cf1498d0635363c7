// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads grants from the table in {@code docs/user-guide/grants.md}. */
final class DocumentedGrants {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern ROW = Pattern.compile("\\| (.+?) \\|(.*)\\|");

    private DocumentedGrants() {}

    /** The first statement in the row that begins so, for this table and without its user. */
    static String of(String label, String table) {
        String row =
                Disclaimer.page("user-guide/grants.md").stream()
                        .map(ROW::matcher)
                        .filter(line -> line.matches() && line.group(1).startsWith(label))
                        .map(line -> line.group(2))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("No grants for " + label));
        Matcher code = CODE.matcher(row);
        if (!code.find()) {
            throw new IllegalStateException("No statement for " + label + ": " + row);
        }
        String rights = code.group(1).replaceFirst("^GRANT ", "").replaceFirst(" ON .*", "");
        return "GRANT " + rights + " ON " + table;
    }
}
