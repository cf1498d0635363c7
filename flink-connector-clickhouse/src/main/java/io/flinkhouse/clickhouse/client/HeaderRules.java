// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import static java.util.Map.entry;

/** Refuses headers that are invalid in HTTP, or that the connector sends itself. */
final class HeaderRules {

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[ -~]*");

    private static final String OF_EACH_BODY = "the connector sets it for each request";
    private static final String OF_CONNECTIONS = "the connector keeps its connections itself";
    private static final String OF_ANSWERS = "the connector reads responses unchanged";

    /**
     * Headers that a user cannot set, with the reason or the option to use instead: Flink masks
     * secrets by the names of options, and would not mask those in headers.
     */
    private static final Map<String, String> OURS =
            Map.ofEntries(
                    entry("authorization", "use 'client.access_token'"),
                    entry(
                            "proxy-authorization",
                            "use 'client.proxy_user' and 'client.proxy_password'"),
                    entry("x-clickhouse-key", "use 'password'"),
                    entry("x-clickhouse-user", "use 'username'"),
                    entry("x-clickhouse-quota", "use 'settings.quota_key'"),
                    entry("x-clickhouse-database", "use 'database-name'"),
                    entry("x-clickhouse-format", "the connector chooses the formats"),
                    entry("x-clickhouse-ssl-certificate-auth", "use 'client.ssl_authentication'"),
                    entry("host", "'url' says where requests go"),
                    entry("user-agent", "servers know the connector by it"),
                    entry("content-length", OF_EACH_BODY),
                    entry("content-type", OF_EACH_BODY),
                    entry("content-encoding", OF_EACH_BODY),
                    entry("transfer-encoding", OF_EACH_BODY),
                    entry("trailer", OF_EACH_BODY),
                    entry("expect", OF_EACH_BODY),
                    entry("connection", OF_CONNECTIONS),
                    entry("proxy-connection", OF_CONNECTIONS),
                    entry("keep-alive", OF_CONNECTIONS),
                    entry("upgrade", OF_CONNECTIONS),
                    entry("te", OF_ANSWERS),
                    entry("accept-encoding", OF_ANSWERS),
                    entry("range", OF_ANSWERS));

    private HeaderRules() {}

    /**
     * Refuses a header.
     *
     * @param option the option as the user wrote it, for the error, which never contains the value
     */
    static void check(String option, String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    option
                            + " names no header; write 'client.http_header_X-Name', without blanks"
                            + " and colons.");
        }
        String reason = OURS.get(name.toLowerCase(Locale.ROOT));
        if (reason != null) {
            throw new IllegalArgumentException(option + " cannot be chosen: " + reason + ".");
        }
        if (!isPlain(value.trim())) {
            throw new IllegalArgumentException(
                    option
                            + " has a value that a header cannot carry; give one line of ASCII"
                            + " characters.");
        }
    }

    /** Tells whether a text is one line of printable ASCII. */
    static boolean isPlain(String text) {
        return VALUE.matcher(text).matches();
    }
}
