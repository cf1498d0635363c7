// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.config;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The option {@code url}, read: {@code http(s)://host[:port][,host2[:port2]]}, the same with {@code
 * clickhouse://} or {@code jdbc:clickhouse://}, which may name a database and {@code ssl=true}.
 *
 * <p>Messages never repeat the text as a whole: people put passwords into it.
 */
@Internal
public record ServerUrl(List<Endpoint> endpoints, Optional<String> database) {

    private static final int HTTP_PORT = 8123;
    private static final int HTTPS_PORT = 8443;
    private static final String EXAMPLE = "for example http://host:8123 or https://host:8443";

    private static final Pattern SHAPE =
            Pattern.compile(
                    "(?<scheme>[a-z:+]+)://(?<hosts>[^/?#]*)(?:/(?<path>[^?#]*))?(?:\\?(?<query>.*))?");
    private static final Pattern HOST =
            Pattern.compile(
                    "(?:\\[(?<six>[0-9A-Fa-f:.]+)]|(?<name>[A-Za-z0-9._-]+))(?::(?<port>[0-9]{1,5}))?");

    public ServerUrl {
        endpoints = List.copyOf(endpoints);
    }

    /** Reads the option. */
    public static ServerUrl parse(String url) {
        String text = url.trim();
        Matcher shape = SHAPE.matcher(text.startsWith("jdbc:") ? text.substring(5) : text);
        if (!shape.matches()) {
            throw refused("is not an address; give http(s)://host:port, " + EXAMPLE);
        }
        String scheme = shape.group("scheme").toLowerCase(Locale.ROOT);
        Optional<String> database = database(scheme, shape.group("path"));
        boolean tls = tls(scheme, shape.group("query"));
        List<Endpoint> endpoints = new ArrayList<>();
        for (String host : shape.group("hosts").split(",", -1)) {
            endpoints.add(endpoint(host.trim(), tls));
        }
        return new ServerUrl(endpoints, database);
    }

    private static Endpoint endpoint(String text, boolean tls) {
        if (text.indexOf('@') >= 0) {
            throw refused("carries a user or password; use 'username' and 'password' instead");
        }
        Matcher host = HOST.matcher(text);
        if (!host.matches()) {
            throw refused("names the server '" + text + "'; give host or host:port, " + EXAMPLE);
        }
        String name = host.group("six") == null ? host.group("name") : host.group("six");
        String port = host.group("port");
        return new Endpoint(
                name, port == null ? (tls ? HTTPS_PORT : HTTP_PORT) : Integer.parseInt(port), tls);
    }

    private static Optional<String> database(String scheme, String path) {
        String name = path == null ? "" : path.replaceAll("/+$", "");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (scheme.startsWith("http") || name.indexOf('/') >= 0) {
            throw refused(
                    "has the path '/"
                            + name
                            + "'; leave it out and name the database with"
                            + " 'database-name'");
        }
        return Optional.of(name);
    }

    private static boolean tls(String scheme, String query) {
        boolean tls =
                switch (scheme) {
                    case "http", "clickhouse", "ch", "clickhouse:http" -> false;
                    case "https", "clickhouse:https" -> true;
                    default ->
                            throw refused(
                                    "begins with '"
                                            + scheme
                                            + "://'; only http, https,"
                                            + " clickhouse and jdbc:clickhouse are spoken here, "
                                            + EXAMPLE);
                };
        for (String parameter :
                query == null || query.isEmpty() ? new String[0] : query.split("&")) {
            String name = parameter.split("=", 2)[0];
            if (!name.equals("ssl")) {
                throw refused(parameterAdvice(name));
            }
            tls |= parameter.equals("ssl=true");
        }
        return tls;
    }

    private static String parameterAdvice(String name) {
        return switch (name) {
            case "user", "username", "password" ->
                    "carries the parameter '" + name + "'; use 'username' and 'password' instead";
            case "database" -> "carries the parameter 'database'; use 'database-name' instead";
            default ->
                    "carries the parameter '"
                            + name
                            + "'; give server settings as 'settings.<name>'"
                            + " and options of the client as 'client.<name>'";
        };
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("'url' " + why + ".");
    }
}
