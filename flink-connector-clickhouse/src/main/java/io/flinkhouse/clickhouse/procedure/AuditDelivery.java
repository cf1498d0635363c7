// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.procedure;

import io.flinkhouse.clickhouse.audit.AuditBound;
import io.flinkhouse.clickhouse.audit.AuditRequest;
import io.flinkhouse.clickhouse.audit.DeliveryAudit;
import io.flinkhouse.clickhouse.audit.Finding;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.annotation.ArgumentHint;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.ProcedureHint;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.procedure.ProcedureContext;
import org.apache.flink.table.procedures.Procedure;
import org.apache.flink.types.Row;

import java.util.List;
import java.util.Optional;

/** Compares a table with the topic that it was filled from. */
@Internal
public final class AuditDelivery implements Procedure {

    private static final String COLUMNS = "_topic, _partition, _offset";
    private static final int MAX_ROWS = 100;

    private final ConnectionConfig connection;

    AuditDelivery(ConnectionConfig connection) {
        this.connection = connection;
    }

    /**
     * Runs the audit.
     *
     * @param topic names separated by {@code ;}
     * @param properties of Kafka's client, {@code name=value;name=value}
     * @param propertiesFile a file with more of them
     * @param columns names of the columns of topic, partition and offset
     * @param deadLetters the dead-letter table of the job
     */
    @SuppressWarnings("checkstyle:parameternumber") // the arguments of the statement
    @ProcedureHint(
            output =
                    @DataTypeHint(
                            "ROW<finding STRING, topic STRING, `partition` INT, from_offset BIGINT,"
                                    + " to_offset BIGINT, number BIGINT, reason STRING>"))
    public Row[] call(
            ProcedureContext context,
            @ArgumentHint(name = "table_name", type = @DataTypeHint("STRING")) String table,
            @ArgumentHint(name = "topic", type = @DataTypeHint("STRING")) String topic,
            @ArgumentHint(name = "properties", type = @DataTypeHint("STRING"), isOptional = true)
                    String properties,
            @ArgumentHint(
                            name = "properties_file",
                            type = @DataTypeHint("STRING"),
                            isOptional = true)
                    String propertiesFile,
            @ArgumentHint(name = "columns", type = @DataTypeHint("STRING"), isOptional = true)
                    String columns,
            @ArgumentHint(name = "dead_letters", type = @DataTypeHint("STRING"), isOptional = true)
                    String deadLetters,
            @ArgumentHint(name = "since", type = @DataTypeHint("STRING"), isOptional = true)
                    String since,
            @ArgumentHint(name = "until", type = @DataTypeHint("STRING"), isOptional = true)
                    String until,
            @ArgumentHint(name = "max_rows", type = @DataTypeHint("INT"), isOptional = true)
                    Integer maxRows)
            throws ClickHouseException {
        AuditRequest request =
                new AuditRequest(
                        ProcedureArguments.table("table_name", table, connection.database()),
                        topics(topic),
                        KafkaProperties.of(properties, propertiesFile),
                        columns(columns == null ? COLUMNS : columns),
                        Optional.ofNullable(deadLetters)
                                .map(
                                        name ->
                                                ProcedureArguments.table(
                                                        "dead_letters",
                                                        name,
                                                        connection.database())),
                        Optional.ofNullable(since).map(text -> AuditBound.parse("since", text)),
                        Optional.ofNullable(until).map(text -> AuditBound.parse("until", text)),
                        maxRows(maxRows));
        try (ClickHouseClient client = new ClickHouseClient(connection, 1)) {
            return DeliveryAudit.of(client, request).stream()
                    .map(AuditDelivery::row)
                    .toArray(Row[]::new);
        }
    }

    private static List<String> topics(String text) {
        List<String> topics =
                ProcedureArguments.list(ProcedureArguments.required("topic", text), ";");
        if (topics.isEmpty()) {
            throw new ValidationException("'topic' names no topic; give the name of one.");
        }
        return topics;
    }

    private static List<String> columns(String text) {
        List<String> names = ProcedureArguments.list(text, ",");
        if (names.size() != 3) {
            throw new ValidationException(
                    "'columns' is '"
                            + text
                            + "'; give the names of three columns: those of topic, partition and"
                            + " offset, such as '"
                            + COLUMNS
                            + "'.");
        }
        return names;
    }

    private static int maxRows(Integer given) {
        if (given != null && given < 0) {
            throw new ValidationException("'max_rows' is '" + given + "'; give 0 or more.");
        }
        return given == null ? MAX_ROWS : given;
    }

    private static Row row(Finding finding) {
        return Row.of(
                finding.kind().toString(),
                finding.topic(),
                finding.partition(),
                finding.from(),
                finding.to(),
                finding.count(),
                finding.reason());
    }
}
