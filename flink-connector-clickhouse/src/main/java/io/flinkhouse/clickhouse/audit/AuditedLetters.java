// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.audit;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TablePath;

import java.util.List;

/**
 * A dead-letter table. Jobs may share it, so only a letter about the audited table explains why a
 * message is not there; a letter that names no table may be about any.
 */
final class AuditedLetters {

    private static final String DATABASE = "database";
    private static final String TABLE = "table";

    private final MessageTable letters;
    private final String unnamed;
    private final String own;

    private AuditedLetters(MessageTable letters, String unnamed, String own) {
        this.letters = letters;
        this.unnamed = unnamed;
        this.own = own;
    }

    static AuditedLetters of(ClickHouseClient client, TablePath path, TablePath audited)
            throws ClickHouseException {
        MessageTable letters =
                MessageTable.of(client, path, List.of("topic", "partition", "offset"), true);
        if (!letters.hasText(DATABASE) || !letters.hasText(TABLE)) {
            return new AuditedLetters(letters, "1", "0");
        }
        return new AuditedLetters(
                letters,
                text(TABLE) + " = ''",
                "("
                        + text(DATABASE)
                        + " = "
                        + Literals.quote(audited.database())
                        + " AND "
                        + text(TABLE)
                        + " = "
                        + Literals.quote(audited.table())
                        + ")");
    }

    private static String text(String column) {
        return "ifNull(" + Identifiers.quote(column) + ", '')";
    }

    /** Returns the SELECT of the letters that may be about the audited table. */
    String select(String topic, int ownMark, int unnamedMark) {
        return letters.select(topic, "if(" + unnamed + ", " + unnamedMark + ", " + ownMark + ")")
                + " AND ("
                + unnamed
                + " OR "
                + own
                + ")";
    }

    /** Returns the SELECT of the letters about other tables, marked with their names. */
    String selectOthers(String topic) {
        String name = own.equals("0") ? "''" : text(DATABASE) + " || '.' || " + text(TABLE);
        return letters.select(topic, name) + " AND NOT " + unnamed + " AND NOT " + own;
    }
}
