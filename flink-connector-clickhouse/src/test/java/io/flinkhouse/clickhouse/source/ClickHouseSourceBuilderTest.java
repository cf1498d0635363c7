// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.config.StartupMode;
import io.flinkhouse.clickhouse.mapping.RecordMapping;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the checks of the builder, without a server. */
class ClickHouseSourceBuilderTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** A record of the user. */
    public record User(long id, String name) {}

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource({"badTexts", "badNumbers"})
    void refusesABadArgumentAndNamesTheMethod(
            String method, Consumer<ClickHouseSourceBuilder<User>> call, String told) {
        assertThatThrownBy(() -> call.accept(users()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(method + "(…): ")
                .hasMessageContaining(told);
    }

    static Stream<Arguments> badTexts() {
        return Stream.of(
                bad("url", b -> b.url(null), "null"),
                bad("url", b -> b.url("ftp://host"), "http"),
                bad("username", b -> b.username(""), "empty"),
                bad("password", b -> b.password(null), "null"),
                bad("setting", b -> b.setting(null, "1"), "null"),
                bad("setting", b -> b.setting("readonly", "1").build(), "readonly"),
                bad("clientOption", b -> b.clientOption("prxy_host", "h").build(), "proxy_host"),
                bad("table", b -> b.table(null, "t"), "null"),
                bad("query", b -> b.query(" "), "empty"),
                bad("records", b -> b.records(null), "null"),
                bad("columns", b -> b.columns(), "no name"),
                bad("columns", b -> b.columns("a", null), "null"),
                bad("filter", b -> b.filter(""), "empty"),
                bad("startupMode", b -> b.startupMode(null), "null"),
                bad(
                        "startupMode",
                        b -> b.startupMode(StartupMode.SPECIFIC_OFFSETS),
                        "call startupOffsets"),
                bad("startupOffsets", b -> b.startupOffsets("all"), "partition_id:block"),
                bad("polling", b -> b.polling(Duration.ZERO, SECOND), "at least 1 ms"),
                bad("RecordMapping.of", b -> RecordMapping.of(null), "null"));
    }

    static Stream<Arguments> badNumbers() {
        return Stream.of(
                bad("splitSize", b -> b.splitSize(0), "at least 1 byte"),
                bad("splitBy", b -> b.splitBy("", 1, 0, 1), "empty"),
                bad("splitBy", b -> b.splitBy("n", 0, 0, 1), "positive"),
                bad("splitBy", b -> b.splitBy("n", 2, 2, 1), "at most"),
                bad("fetchSize", b -> b.fetchSize(-1), "positive"),
                bad("buffer", b -> b.buffer(1, 1 << 20), "1 mb"),
                bad("retry", b -> b.retry(null, SECOND, SECOND), "timeout is null"),
                bad("retry", b -> b.retry(SECOND, SECOND, Duration.ZERO), "at least"));
    }

    @Test
    void refusesWhatIsMissing() {
        assertThatThrownBy(() -> ClickHouseSource.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call url(");
        assertThatThrownBy(() -> ClickHouseSource.builder().url("http://localhost").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call table(");
        assertThatThrownBy(
                        () ->
                                ClickHouseSource.builder()
                                        .url("http://localhost")
                                        .query("SELECT 1")
                                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call records(");
    }

    @Test
    void refusesATableAndAQuery() {
        assertThatThrownBy(() -> users().query("SELECT 1").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("table(…) and query(…) exclude each other");
    }

    @Test
    void saysThatTheServerDoesNotAnswer() {
        assertThatThrownBy(() -> users().password("hunter2").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("build(): cannot read the columns of table `d`.`t`. ")
                .hasMessageNotContaining("hunter2");
    }

    private static ClickHouseSourceBuilder<User> users() {
        return ClickHouseSource.<User>builder()
                .url("http://localhost:1")
                .table("d", "t")
                .records(RecordMapping.of(User.class));
    }

    private static Arguments bad(
            String method, Consumer<ClickHouseSourceBuilder<User>> call, String told) {
        return Arguments.of(method, call, told);
    }
}
