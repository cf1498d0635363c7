// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Normalises a host name for resolvers and certificates: IDN, underscores, trailing dot, IPv6. */
final class HostName {

    /** Underscores are not allowed in host names, but containers use them. */
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*\\.?");

    private static final Pattern IPV6 =
            Pattern.compile("(?<address>[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(%(25)?(?<zone>[\\w.~-]+))?");

    private HostName() {}

    /**
     * Returns the name in ASCII, with other letters as Punycode.
     *
     * @throws IllegalArgumentException if it is not a host name
     */
    static String name(String text) {
        boolean plain = text.chars().allMatch(c -> c < 128);
        String ascii = plain ? text : IDN.toASCII(text, IDN.ALLOW_UNASSIGNED);
        if (!NAME.matcher(ascii).matches()) {
            throw new IllegalArgumentException("no host name");
        }
        return ascii;
    }

    /**
     * Returns the IPv6 address without brackets, with its zone after one percent sign.
     *
     * @throws IllegalArgumentException if it is not an IPv6 address
     */
    static String ipv6(String text) {
        Matcher parts = IPV6.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no IPv6 address");
        }
        String address = parts.group("address");
        try {
            InetAddress.getByName("[" + address + "]"); // which queries no name server
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no IPv6 address", e);
        }
        String zone = parts.group("zone");
        return zone == null ? address : address + "%" + zone;
    }
}
