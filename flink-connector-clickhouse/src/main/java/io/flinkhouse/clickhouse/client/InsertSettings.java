// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;

import org.apache.flink.annotation.Internal;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The settings of an {@link InsertProfile} that one server applies for one user; an instance exists
 * only after a query has shown that they take effect.
 */
@Internal
public final class InsertSettings {

    /** The server's own default is longer than the client waits for an answer. */
    static final String QUORUM_TIMEOUT = "insert_quorum_timeout";

    private final Map<String, String> sent;

    private InsertSettings(Map<String, String> sent) {
        this.sent = sent;
    }

    /** Reads which of the settings the server knows, and checks that they take effect. */
    public static InsertSettings of(ClickHouseClient client, InsertProfile profile)
            throws ClickHouseException {
        return of(client, KnownSettings.of(client), profile);
    }

    /** Checks that those of the settings that the server knows take effect. */
    public static InsertSettings of(
            ClickHouseClient client, KnownSettings seen, InsertProfile profile)
            throws ClickHouseException {
        return of(client, seen, Set.of(profile), client::query).get(profile);
    }

    /** Runs one query. */
    @FunctionalInterface
    public interface Query {
        List<List<String>> rows(String sql, Map<String, String> settings)
                throws ClickHouseException;
    }

    /**
     * Asks the server in one request what the settings of all profiles are while they are sent.
     * Those that it does not know, and second names of others, are left out.
     *
     * @param query runs queries on the server
     * @throws ClickHouseException if one of them has another value, because of a profile, a role or
     *     a proxy, or if the user set one by another name; the message contains the fix
     */
    public static Map<InsertProfile, InsertSettings> of(
            ClickHouseClient client,
            KnownSettings seen,
            Collection<InsertProfile> profiles,
            Query query)
            throws ClickHouseException {
        refuseOtherNames(client, seen);
        Map<InsertProfile, InsertSettings> all = new EnumMap<>(InsertProfile.class);
        Map<String, String> together = new HashMap<>();
        for (InsertProfile profile : profiles) {
            Map<String, String> known = new HashMap<>(profile.settings());
            known.keySet().removeIf(name -> !seen.meanings().getOrDefault(name, "none").isEmpty());
            known.forEach((name, value) -> together.merge(name, value, InsertSettings::stronger));
            if (!client.chosenSettings().containsKey(QUORUM_TIMEOUT)) {
                known.put(QUORUM_TIMEOUT, String.valueOf(client.quorumTimeout().toMillis()));
            }
            all.put(profile, new InsertSettings(known));
        }
        requireEffect(client, together, query);
        return all;
    }

    /** Profiles differ by {@link InsertProfile#FENCE} alone, where 0 is the server's own. */
    private static String stronger(String one, String other) {
        return one.equals("0") ? other : one;
    }

    private static void requireEffect(
            ClickHouseClient client, Map<String, String> known, Query query)
            throws ClickHouseException {
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
    }

    /** Refuses settings of the user that are other names of the connector's settings. */
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
            String serverMessage) {
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
                        + serverMessage);
    }

    /** Returns the settings for messages, which the server writes to ordinary columns only. */
    public InsertSettings ofMessages() {
        Map<String, String> all = new HashMap<>(sent);
        all.replace(InsertProfile.FENCE, "0");
        return new InsertSettings(all);
    }

    /** Returns the settings of an INSERT with this deduplication token. */
    public Map<String, String> under(String token) {
        Map<String, String> all = new HashMap<>(sent);
        all.put(InsertProfile.TOKEN, token);
        return all;
    }

    /** Returns the settings of an INSERT without a deduplication token. */
    public Map<String, String> withoutToken() {
        return Map.copyOf(sent);
    }
}
