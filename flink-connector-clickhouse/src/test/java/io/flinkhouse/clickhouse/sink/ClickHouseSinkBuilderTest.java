// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.config.UpdateMode;
import io.flinkhouse.clickhouse.mapping.RowMapping;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.InstantiationUtil;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the checks of the builder, without a server. */
class ClickHouseSinkBuilderTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** A record of the user. */
    public record User(long id, String name, boolean deleted) {}

    @ParameterizedTest
    @EnumSource(DeliveryGuarantee.class)
    void buildsASinkThatTravelsWithTheJob(DeliveryGuarantee guarantee) throws Exception {
        ClickHouseSink<User> sink =
                users().deliveryGuarantee(guarantee).spoolPath("file:///spool").build();
        assertThat(sink).isInstanceOf(Sink.class);
        assertThat(InstantiationUtil.clone(sink)).isInstanceOf(sink.getClass());
    }

    /** On Flink 1.20 a subclass would have to override a method that Flink 2 does not have. */
    @Test
    void everySinkIsFinal() {
        assertThat(ClickHouseSink.class.getPermittedSubclasses())
                .hasSize(2)
                .allMatch(type -> Modifier.isFinal(type.getModifiers()));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource({"badTexts", "badNumbersAndChoices"})
    void refusesABadArgumentAndNamesTheMethod(
            String method, Consumer<ClickHouseSinkBuilder<User>> call, String told) {
        assertThatThrownBy(() -> call.accept(users()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(method + "(…): ")
                .hasMessageContaining(told);
    }

    static Stream<Arguments> badTexts() {
        return Stream.of(
                bad("url", b -> b.url(null), "null"),
                bad("url", b -> b.url(" "), "empty"),
                bad("url", b -> b.url("ftp://host"), "http"),
                bad("username", b -> b.username(null), "null"),
                bad("username", b -> b.username(""), "empty"),
                bad("password", b -> b.password(null), "null"),
                bad("setting", b -> b.setting(null, "1"), "null"),
                bad("setting", b -> b.setting("max_threads", null), "null"),
                bad("setting", b -> b.setting("async_insert", "1").build(), "async_insert"),
                bad("clientOption", b -> b.clientOption("proxy_host", null), "null"),
                bad("clientOption", b -> b.clientOption("prxy_host", "h").build(), "proxy_host"),
                bad("table", b -> b.table(null, "t"), "null"),
                bad("table", b -> b.table("d", ""), "empty"),
                bad("rows", b -> b.rows(null), "null"),
                bad("columns", b -> b.columns((String[]) null), "null"),
                bad("columns", b -> b.columns(), "no name"),
                bad("columns", b -> b.columns("a", null), "null"),
                bad("columns", b -> b.columns((RowType) null), "null"));
    }

    static Stream<Arguments> badNumbersAndChoices() {
        return Stream.of(
                bad("deliveryGuarantee", b -> b.deliveryGuarantee(null), "null"),
                bad("maxRows", b -> b.maxRows(0), "'0'; give a number of rows from 1"),
                bad("maxBytes", b -> b.maxBytes(1L << 40), "256 mb"),
                bad("flushInterval", b -> b.flushInterval(null), "null"),
                bad("flushInterval", b -> b.flushInterval(Duration.ZERO), "at least 1 ms"),
                bad("inFlight", b -> b.inFlight(65), "from 1 to 64"),
                bad("retry", b -> b.retry(null, SECOND, SECOND), "timeout is null"),
                bad("retry", b -> b.retry(SECOND, null, SECOND), "shortest wait is null"),
                bad("retry", b -> b.retry(SECOND, SECOND, Duration.ZERO), "at least"),
                bad("spoolPath", b -> b.spoolPath(null), "null"),
                bad("fenceColumn", b -> b.fenceColumn(""), "empty"),
                bad("inDoubt", b -> b.inDoubt(null), "null"),
                bad("spoolRetention", b -> b.spoolRetention(Duration.ZERO), "at least 1 ms"),
                bad("changelog", b -> b.changelog(null), "null"),
                bad("deadLetterTable", b -> b.deadLetterTable("d", null), "null"),
                bad("messages", b -> b.messages(null, u -> new byte[0]), "null"),
                bad("messages", b -> b.messages("JSONEachRow", null), "null"),
                bad("messages", b -> b.messages("Parquet", u -> new byte[0]), "Parquet"),
                bad("ChangelogOptions.upsertBy", b -> ChangelogOptions.upsertBy(), "[]"),
                bad("ChangelogOptions.upsertBy", b -> ChangelogOptions.upsertBy("k", ""), "[k, ]"),
                bad("ChangelogOptions.upsertBy", b -> ChangelogOptions.upsertBy("k", "k"), "once"),
                bad("ChangelogOptions.deletes", b -> byId().deletes(null), "null"),
                bad("ChangelogOptions.updates", b -> byId().updates(null), "null"));
    }

    @Test
    void aRefusedUrlDoesNotShowThePassword() {
        assertThatThrownBy(() -> users().url("http://me:hunter2@host:8123"))
                .hasMessageContaining("username")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void saysWhichCallIsMissing() {
        ClickHouseSinkBuilder<User> empty = ClickHouseSink.builder();
        assertThatThrownBy(empty::build).hasMessageContaining("url(");
        assertThatThrownBy(empty.url("http://host")::build).hasMessageContaining("table(");
        assertThatThrownBy(empty.table("d", "t")::build).hasMessageContaining("rows(RowMapping");
        assertThatThrownBy(users().deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)::build)
                .hasMessageContaining("spoolPath(");
    }

    @Test
    void refusesCallsThatWouldSilentlyOverruleEachOther() {
        ClickHouseSinkBuilder<User> messages =
                ClickHouseSink.<User>builder()
                        .url("http://host")
                        .table("d", "t")
                        .messages("JSONEachRow", user -> new byte[0]);
        messages.build();
        assertThatThrownBy(messages.columns("id")::build)
                .hasMessageContaining("columns(…) and messages(…) exclude each other");
        assertThatThrownBy(users().messages("JSONEachRow", user -> new byte[0])::build)
                .hasMessageContaining("rows(…) and messages(…) exclude each other");
        assertThatThrownBy(users().skipRejectedRows().deadLetterTable("d", "dead")::build)
                .hasMessageContaining("skipRejectedRows(…) and deadLetterTable(…) exclude");
    }

    @Test
    void aChangelogNeedsRowsThatSayTheirKind() {
        assertThatThrownBy(users().changelog(byId())::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("every record an INSERT")
                .hasMessageContaining(".kind(");
        assertThatThrownBy(
                        users().rows(RowMapping.fields(List.of("id"), u -> new Object[] {u.id()}))
                                        .changelog(byId())
                                ::build)
                .hasMessageContaining(".kind(");
        users().rows(RowMapping.of(User.class).kind(ClickHouseSinkBuilderTest::kindOf))
                .changelog(byId())
                .build();
        ClickHouseSink.<RowData>builder()
                .url("http://host")
                .table("d", "t")
                .rows(RowMapping.rowData())
                .changelog(byId())
                .build();
    }

    @Test
    void statementsByKeyCannotBeExactlyOnce() {
        assertThatThrownBy(
                        users().rows(
                                                RowMapping.of(User.class)
                                                        .kind(ClickHouseSinkBuilderTest::kindOf))
                                        .deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                                        .spoolPath("file:///spool")
                                        .changelog(byId().deletes(DeleteMode.LIGHTWEIGHT_DELETE))
                                ::build)
                .hasMessageStartingWith("changelog(…): ")
                .hasMessageContaining("cannot be exactly-once");
    }

    @Test
    void changelogOptionsShowWhatTheyAre() {
        assertThat(byId().deletes(DeleteMode.IGNORE).updates(UpdateMode.INSERT))
                .hasToString("upserts by [id], deletes: ignore, updates: insert");
        assertThat(byId()).hasToString("upserts by [id], deletes: refuse, updates: refuse");
    }

    private static RowKind kindOf(User user) {
        return user.deleted() ? RowKind.DELETE : RowKind.UPDATE_AFTER;
    }

    private static ChangelogOptions byId() {
        return ChangelogOptions.upsertBy("id");
    }

    private static ClickHouseSinkBuilder<User> users() {
        return ClickHouseSink.<User>builder()
                .url("http://host:8123")
                .table("shop", "users")
                .rows(RowMapping.of(User.class));
    }

    private static Arguments bad(
            String method, Consumer<ClickHouseSinkBuilder<User>> call, String told) {
        return Arguments.of(method, call, told);
    }
}
