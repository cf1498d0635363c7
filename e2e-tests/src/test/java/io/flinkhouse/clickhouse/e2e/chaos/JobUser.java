// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The ClickHouse user of the jobs, who has a profile of its own. */
final class JobUser {

    static final String NAME = "job";

    private JobUser() {}

    /**
     * A server with this user.
     *
     * @param profile settings of the user
     * @param grants statements; if there are none, the user may do everything
     */
    static ClickHouseOptions with(Map<String, String> profile, List<String> grants) {
        String settings =
                profile.entrySet().stream()
                        .map(e -> "<%1$s>%2$s</%1$s>".formatted(e.getKey(), e.getValue()))
                        .collect(Collectors.joining());
        String granted =
                grants.stream()
                        .map("<query>%s</query>"::formatted)
                        .collect(Collectors.joining("", "<grants>", "</grants>"));
        return ClickHouseOptions.DEFAULT
                .profilesXml("<%1$s>%2$s</%1$s>".formatted(NAME, settings))
                .userXml(
                        "<%1$s><password></password><networks><ip>::/0</ip></networks><profile>%1$s</profile>"
                                        .formatted(NAME)
                                + "<quota>default</quota>"
                                + (grants.isEmpty() ? "" : granted)
                                + "</"
                                + NAME
                                + ">");
    }
}
