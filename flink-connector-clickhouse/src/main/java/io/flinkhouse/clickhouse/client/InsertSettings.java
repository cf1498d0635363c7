// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;

import org.apache.flink.annotation.Internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The settings of an {@link InsertProfile} as one server applies them for one user. They can be had
 * only after the server has shown that they take effect.
 */
@Internal
public final class InsertSettings {

    /** The server's own default is longer than the client waits for an answer. */
    static final String QUORUM_TIMEOUT = "insert_quorum_timeout";

    private final Map<String, String> sent;

    private InsertSettings(Map<String, String> sent) {
        this.sent = sent;
    }

    /** Asks the server which of the settings it knows, and then as below. */
    public static InsertSettings of(ClickHouseClient client, InsertProfile profile)
            throws ClickHouseException {
        return of(client, KnownSettings.of(client), profile, client::query);
    }

    /** Puts one query to the server of a client. */
    @FunctionalInterface
    public interface Query {
        List<List<String>> rows(String sql, Map<String, String> settings)
                throws ClickHouseException;
    }

    /**
     * Asks the server in one request what the settings are while they are sent. Those that it does
     * not know are left out.
     *
     * @param query how the server is asked
     * @throws ClickHouseException if one of them has another value then, by a profile, a role or
     *     whatever stands before the server, or if a setting that the user chose is another name of
     *     one; the message says what to do
     */
    public static InsertSettings of(
            ClickHouseClient client, KnownSettings seen, InsertProfile profile, Query query)
            throws ClickHouseException {
        refuseOtherNames(client, seen);
        Map<String, String> known = new HashMap<>(profile.settings());
        known.keySet().retainAll(seen.meanings().keySet());
        try {
            Map<String, String> effective = effective(query, known, known);
            if (!effective.equals(known)) {
                throw overruled(client, known, effective, "");
            }
        } catch (ClickHouseException e) {
            if (e.code() == ServerError.READONLY.code()
                    || e.code() == ServerError.SETTING_CONSTRAINT_VIOLATION.code()) {
                Map<String, String> own = effective(query, known, Map.of());
                throw overruled(client, known, own, " " + e.getMessage());
            }
            throw e;
        }
        if (!client.chosenSettings().containsKey(QUORUM_TIMEOUT)) {
            known.put(QUORUM_TIMEOUT, String.valueOf(client.quorumTimeout().toMillis()));
        }
        return new InsertSettings(known);
    }

    /** A look at the names that the user gave. */
    private static void refuseOtherNames(ClickHouseClient client, KnownSettings seen)
            throws ClickHouseException {
        Set<String> pinned = InsertProfile.names();
        for (String name : new TreeSet<>(client.chosenSettings().keySet())) {
            String meant = seen.meanings().getOrDefault(name, "");
            if (pinned.contains(meant)) {
                throw new ClickHouseException(
                        ClickHouseException.NO_CODE,
                        FailureKind.FAIL,
                        "'settings."
                                + name
                                + "' cannot be chosen: on this server it is another name of '"
                                + meant
                                + "', on which delivery depends. Remove the option.");
            }
        }
    }

    /** Reads the effective settings of a statement that is sent with these. */
    private static Map<String, String> effective(
            Query query, Map<String, String> known, Map<String, String> sent)
            throws ClickHouseException {
        Map<String, String> values = new HashMap<>();
        for (List<String> row :
                query.rows(
                        "SELECT name, value FROM system.settings WHERE name IN ("
                                + KnownSettings.quoted(known.keySet())
                                + ")",
                        sent)) {
            values.put(row.get(0), row.get(1));
        }
        return values;
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

    /** Returns the settings for messages, which the server writes to ordinary columns only. */
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
