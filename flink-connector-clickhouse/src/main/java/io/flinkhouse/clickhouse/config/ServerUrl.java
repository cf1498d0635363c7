// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the option {@code url}: {@code http(s)://host[:port][,host2[:port2]][/path]}, or the same
 * with {@code clickhouse://} or {@code jdbc:clickhouse://}. After {@code http(s)://} the path is
 * the path of the server behind a proxy; after the others it is the name of a database.
 *
 * <p>Errors never repeat the whole text nor anything that may be a password, because users put
 * passwords into it.
 */
@Internal
public record ServerUrl(List<Endpoint> endpoints, Optional<String> database) {

    private static final int HTTP_PORT = 8123;
    private static final int HTTPS_PORT = 8443;
    private static final String EXAMPLE = "for example http://host:8123 or https://host:8443";

    private static final Pattern SHAPE =
            Pattern.compile(
                    "(?<scheme>[A-Za-z:+]+)://(?<hosts>[^/?#]*)(?<path>/[^?#]*)?(?:\\?(?<query>[^#]*))?");
    private static final Pattern HOST =
            Pattern.compile(
                    "(?:\\[(?<six>[^\\]]*)]|(?<name>[^:\\[\\]]*))(?::(?<port>[0-9]{1,5}))?");
    private static final Pattern PATH =
            Pattern.compile("(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})+)+/?");

    public ServerUrl {
        endpoints = List.copyOf(endpoints);
    }

    /** Parses the value of the option. */
    public static ServerUrl parse(String url) {
        String text = url.trim();
        if (text.indexOf('@') >= 0) {
            throw refused(
                    "has an '@', as it carries a user or password; use 'username' and 'password'"
                            + " instead, and %40 for an '@' in the name of a database");
        }
        boolean jdbc = text.regionMatches(true, 0, "jdbc:", 0, 5);
        Matcher shape = SHAPE.matcher(jdbc ? text.substring(5) : text);
        if (!shape.matches()) {
            throw refused("is not an address; give http(s)://host:port, " + EXAMPLE);
        }
        String scheme = shape.group("scheme").toLowerCase(Locale.ROOT);
        boolean tls = tls(scheme, shape.group("query"));
        String path = shape.group("path") == null ? "" : shape.group("path");
        boolean proxied = scheme.startsWith("http");
        Optional<String> database = proxied ? Optional.empty() : database(path);
        String below = proxied ? below(path) : "";
        List<Endpoint> endpoints = new ArrayList<>();
        for (String host : shape.group("hosts").split(",", -1)) {
            endpoints.add(endpoint(host.trim(), tls, below));
        }
        return new ServerUrl(endpoints, database);
    }

    private static Endpoint endpoint(String text, boolean tls, String path) {
        Matcher host = HOST.matcher(text);
        if (!host.matches()) {
            throw unknownHost(text);
        }
        String name;
        try {
            name =
                    host.group("six") == null
                            ? HostName.name(host.group("name"))
                            : HostName.ipv6(host.group("six"));
        } catch (IllegalArgumentException e) {
            throw unknownHost(text);
        }
        String port = host.group("port");
        int number = port == null ? (tls ? HTTPS_PORT : HTTP_PORT) : Integer.parseInt(port);
        return new Endpoint(name, number, tls, path);
    }

    /**
     * Returns the text after a colon for errors, only if it is a number; other text may be a
     * password.
     */
    private static IllegalArgumentException unknownHost(String text) {
        int colon = text.indexOf(':');
        boolean plain = colon < 0 || text.substring(colon + 1).matches("[0-9]*");
        return refused(
                "names the server '"
                        + (plain ? text : text.substring(0, colon) + ":…")
                        + "'; give host, host:port or [IPv6]:port, "
                        + EXAMPLE);
    }

    private static String below(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return "";
        }
        if (!PATH.matcher(path).matches()) {
            throw refused(
                    "has a path that no request can carry; write other characters than letters,"
                            + " digits and -._~/ as %xx, and no '//'");
        }
        return path;
    }

    private static Optional<String> database(String path) {
        String name = path.replaceAll("^/|/+$", "");
        if (name.indexOf('/') >= 0) {
            throw refused(
                    "has the path '/"
                            + name
                            + "'; behind clickhouse:// it is the name of a database. For a server"
                            + " below a path give http(s)://host/path, and 'database-name'");
        }
        try {
            return Optional.of(URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .filter(decoded -> !decoded.isEmpty());
        } catch (IllegalArgumentException e) {
            throw refused("has a '%' in the name of the database that is no %xx; write %25 for it");
        }
    }

    private static boolean tls(String scheme, String query) {
        boolean tls =
                switch (scheme) {
                    case "http", "clickhouse", "ch", "clickhouse:http", "ch:http" -> false;
                    case "https", "clickhouse:https", "ch:https" -> true;
                    default ->
                            throw refused(
                                    "begins with '"
                                            + scheme
                                            + "://'; only http, https, clickhouse and"
                                            + " jdbc:clickhouse are supported, "
                                            + EXAMPLE);
                };
        for (String parameter :
                query == null || query.isEmpty() ? new String[0] : query.split("&")) {
            String[] parts = parameter.split("=", 2);
            if (!parts[0].equals("ssl")) {
                throw refused(parameterAdvice(parts[0]));
            }
            boolean wanted = flag(parts.length == 1 ? "" : parts[1]);
            if (tls && !wanted && scheme.endsWith("https")) {
                throw refused("says https and ssl=false; give one of them");
            }
            tls |= wanted;
        }
        return tls;
    }

    private static boolean flag(String text) {
        if (text.equalsIgnoreCase("true")) {
            return true;
        }
        if (text.equalsIgnoreCase("false")) {
            return false;
        }
        throw refused("has a parameter 'ssl' that is neither true nor false; give ssl=true");
    }

    private static String parameterAdvice(String name) {
        return switch (name) {
            case "user", "username", "password" ->
                    "contains the parameter '" + name + "'; use 'username' and 'password' instead";
            case "database" -> "contains the parameter 'database'; use 'database-name' instead";
            default ->
                    "contains the parameter '"
                            + name
                            + "'; give server settings as 'settings.<name>'"
                            + " and options of the client as 'client.<name>'";
        };
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("'url' " + why + ".");
    }
}
