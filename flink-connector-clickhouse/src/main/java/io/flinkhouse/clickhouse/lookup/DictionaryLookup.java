// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.Literals;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads rows of a dictionary by its key, with {@code dictGet}.
 *
 * @param name the name for {@code dictGet}
 * @param table the name of the table in conditions
 * @param keyNames the names of the key columns, in the order of the dictionary
 * @param keyTypes the types of the key columns
 * @param order the places of the dictionary's key columns in the key of the lookup, which may have
 *     more columns
 * @param attributes the names of the other columns that are read
 */
@Internal
public record DictionaryLookup(
        String name,
        String table,
        List<String> keyNames,
        List<String> keyTypes,
        List<Integer> order,
        List<String> attributes)
        implements Serializable {

    public DictionaryLookup {
        keyNames = List.copyOf(keyNames);
        keyTypes = List.copyOf(keyTypes);
        order = List.copyOf(order);
        attributes = List.copyOf(attributes);
    }

    /**
     * Returns a table with the rows of the keys, for a FROM clause.
     *
     * @param keys the literals of the keys; composite ones in the order of the dictionary
     */
    String rows(List<String> keys) {
        String quoted = Literals.quote(name);
        String type =
                keyTypes.size() == 1
                        ? keyTypes.get(0)
                        : "Tuple(" + String.join(", ", keyTypes) + ")";
        return "(SELECT "
                + String.join(", ", columns())
                + " FROM (SELECT _key"
                + values(quoted)
                + " FROM (SELECT arrayJoin(CAST(["
                + String.join(", ", keys)
                + "], "
                + Literals.quote("Array(" + type + ")")
                + ")) AS _key) WHERE dictHas("
                + quoted
                + ", _key))) AS "
                + Identifiers.quote(table);
    }

    private String values(String quoted) {
        String names = attributes.stream().map(Literals::quote).collect(Collectors.joining(", "));
        return attributes.isEmpty()
                ? ""
                : ", dictGet("
                        + quoted
                        + ", "
                        + (attributes.size() == 1 ? names : "(" + names + ")")
                        + ", _key) AS _values";
    }

    private List<String> columns() {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < keyTypes.size(); i++) {
            columns.add(
                    (keyTypes.size() == 1 ? "_key" : "tupleElement(_key, " + (i + 1) + ")")
                            + " AS "
                            + Identifiers.quote(keyNames.get(i)));
        }
        for (int i = 0; i < attributes.size(); i++) {
            columns.add(
                    (attributes.size() == 1 ? "_values" : "tupleElement(_values, " + (i + 1) + ")")
                            + " AS "
                            + Identifiers.quote(attributes.get(i)));
        }
        return columns;
    }
}
