// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.client;

import io.flinkhouse.config.InsertProfile;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;
import io.flinkhouse.error.ServerError;

import org.apache.flink.annotation.Internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The settings of an {@link InsertProfile} as one server takes them from one user. They can be had
 * only after the server has shown that they take effect.
 */
@Internal
public final class InsertSettings {

    private final Map<String, String> sent;

    private InsertSettings(Map<String, String> sent) {
        this.sent = sent;
    }

    /**
     * Asks the server which of the settings it knows and what they are while they are sent. Those
     * that it does not know are left out.
     *
     * @throws ClickHouseException if one of them has another value then, by a profile, a role or
     *     whatever stands before the server, or if a setting that the user chose is another name of
     *     one; the message says what to do
     */
    public static InsertSettings of(ClickHouseClient client, InsertProfile profile)
            throws ClickHouseException {
        Map<String, String> known = new HashMap<>(profile.settings());
        known.keySet().retainAll(listed(client, profile));
        try {
            Map<String, String> effective = effective(client, known);
            if (!effective.equals(known)) {
                throw overruled(client, known, effective, "");
            }
        } catch (ClickHouseException e) {
            if (e.code() == ServerError.READONLY.code()
                    || e.code() == ServerError.SETTING_CONSTRAINT_VIOLATION.code()) {
                Map<String, String> own = effective(client, known, Map.of());
                throw overruled(client, known, own, " " + e.getMessage());
            }
            throw e;
        }
        return new InsertSettings(known);
    }

    /** The names that this server knows, after a look at the names that the user gave. */
    private static Set<String> listed(ClickHouseClient client, InsertProfile profile)
            throws ClickHouseException {
        Set<String> pinned = InsertProfile.names();
        Set<String> asked = new TreeSet<>(profile.settings().keySet());
        Set<String> chosen = client.chosenSettings().keySet();
        chosen.stream().filter(name -> name.matches("\\w+")).forEach(asked::add);
        Set<String> listed = new TreeSet<>();
        // A matcher of columns, since older servers have no column 'alias_for'.
        for (List<String> row :
                client.query(
                        "SELECT COLUMNS('^(name|alias_for)$') FROM system.settings WHERE name IN ("
                                + quoted(asked)
                                + ")")) {
            String name = row.get(0);
            String meant = row.size() > 1 ? row.get(1) : "";
            if (chosen.contains(name) && pinned.contains(meant)) {
                throw new ClickHouseException(
                        ClickHouseException.NO_CODE,
                        FailureKind.FAIL,
                        "'settings."
                                + name
                                + "' cannot be chosen: on this server it is another name of '"
                                + meant
                                + "', on which delivery depends. Remove the option.");
            }
            listed.add(name);
        }
        return listed;
    }

    private static Map<String, String> effective(ClickHouseClient client, Map<String, String> known)
            throws ClickHouseException {
        return effective(client, known, known);
    }

    /** What the settings are for the server while it runs a statement that these come with. */
    private static Map<String, String> effective(
            ClickHouseClient client, Map<String, String> known, Map<String, String> sent)
            throws ClickHouseException {
        Map<String, String> values = new HashMap<>();
        for (List<String> row :
                client.query(
                        "SELECT name, value FROM system.settings WHERE name IN ("
                                + quoted(known.keySet())
                                + ")",
                        sent)) {
            values.put(row.get(0), row.get(1));
        }
        return values;
    }

    private static String quoted(Set<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    }

    private static ClickHouseException overruled(
            ClickHouseClient client,
            Map<String, String> wanted,
            Map<String, String> found,
            String answer) {
        String differences =
                new TreeMap<>(wanted)
                        .entrySet().stream()
                                .filter(one -> !one.getValue().equals(found.get(one.getKey())))
                                .map(
                                        one ->
                                                one.getKey()
                                                        + " = "
                                                        + one.getValue()
                                                        + ", not "
                                                        + found.get(one.getKey()))
                                .collect(Collectors.joining("; "));
        return new ClickHouseException(
                ClickHouseException.NO_CODE,
                FailureKind.FAIL,
                "User '"
                        + client.username()
                        + "' cannot insert with the settings that delivery depends on: "
                        + differences
                        + ". Another value is fixed by the user's profile or role, or by a proxy"
                        + " before the server. Let this user change the setting (no 'readonly', no"
                        + " constraint on it), or give the job another user."
                        + answer);
    }

    /** For messages, of which the server takes only what is for ordinary columns. */
    public InsertSettings ofMessages() {
        Map<String, String> all = new HashMap<>(sent);
        all.replace(InsertProfile.FENCE, "0");
        return new InsertSettings(all);
    }

    /** The settings of an INSERT that is stored once under this token. */
    public Map<String, String> under(String token) {
        Map<String, String> all = new HashMap<>(sent);
        all.put(InsertProfile.TOKEN, token);
        return all;
    }

    /** The settings of an INSERT that is not stored. */
    public Map<String, String> withoutToken() {
        return Map.copyOf(sent);
    }
}
