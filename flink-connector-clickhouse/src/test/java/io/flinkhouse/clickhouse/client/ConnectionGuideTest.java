// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionGuideTest {

    @Test
    void namesEveryOptionOfTheClientAndNoOther() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "user-guide", "connection.md"));
        Set<String> named =
                Pattern.compile("[`']client\\.([a-z_]+)['`]")
                        .matcher(guide)
                        .results()
                        .map((MatchResult option) -> option.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).isEqualTo(ClientOptions.names());
    }
}
