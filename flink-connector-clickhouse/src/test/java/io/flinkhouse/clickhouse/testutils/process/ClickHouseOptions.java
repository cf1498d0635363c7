// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Options of a test's own server.
 *
 * @param profile settings of the default profile ({@code users.xml})
 * @param server elements of the server configuration, as XML
 * @param users further elements of {@code <users>}, as XML
 * @param profiles further elements of {@code <profiles>}, as XML
 */
public record ClickHouseOptions(
        Map<String, String> profile, String server, String users, String profiles) {

    public static final ClickHouseOptions DEFAULT = new ClickHouseOptions(Map.of(), "", "", "");

    /** Adds a setting of the default profile. */
    public ClickHouseOptions setting(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(profile);
        all.put(name, value);
        return new ClickHouseOptions(all, server, users, profiles);
    }

    /** Adds XML below {@code <clickhouse>} of the server configuration, such as a zookeeper. */
    public ClickHouseOptions serverXml(String xml) {
        return new ClickHouseOptions(profile, server + xml, users, profiles);
    }

    /** Adds XML below {@code <users>}. */
    public ClickHouseOptions userXml(String xml) {
        return new ClickHouseOptions(profile, server, users + xml, profiles);
    }

    /** Adds a user without a password, with these settings in a profile of the user's own. */
    public ClickHouseOptions user(String name, Map<String, String> settings) {
        String own = "p_" + name;
        StringBuilder xml = new StringBuilder();
        settings.forEach(
                (setting, value) -> xml.append(element(setting, value.replace(">", "&gt;"))));
        return profilesXml(element(own, xml.toString()))
                .userXml(
                        element(
                                name,
                                "<password></password><networks><ip>::/0</ip></networks>"
                                        + element("profile", own)
                                        + element("quota", "default")));
    }

    /** Adds profiles, as XML within {@code <profiles>}. */
    public ClickHouseOptions profilesXml(String xml) {
        return new ClickHouseOptions(profile, server, users, profiles + xml);
    }

    String usersFile() {
        StringBuilder settings = new StringBuilder();
        Set<Map.Entry<String, String>> entries = profile.entrySet();
        entries.forEach(e -> settings.append(element(e.getKey(), e.getValue())));
        return """
                <clickhouse>
                  <profiles><default>%s</default><readonly><readonly>1</readonly></readonly>%s</profiles>
                  <quotas><default/></quotas>
                  <users>
                    <default>
                      <password></password>
                      <networks><ip>::/0</ip></networks>
                      <profile>default</profile>
                      <quota>default</quota>
                      <access_management>1</access_management>
                    </default>
                    %s
                  </users>
                </clickhouse>
                """
                .formatted(settings, profiles, users);
    }

    private static String element(String name, String value) {
        return "<" + name + ">" + value + "</" + name + ">";
    }
}
