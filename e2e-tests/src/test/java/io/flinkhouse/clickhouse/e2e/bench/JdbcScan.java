// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.testutils.job.OwnFlink;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.jdbc.core.datastream.source.JdbcSource;
import org.apache.flink.connector.jdbc.split.JdbcNumericBetweenParametersProvider;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.Properties;

/**
 * Reads reference rows through clickhouse-jdbc: in a plain loop, or as Flink's JDBC source does.
 */
final class JdbcScan {

    private static final int PARTITIONS = 4;
    private static final int FETCH = 16_384;
    private static final String COLUMNS =
            "SELECT user_id, item_id, category_id, behavior, ts, url, price, country FROM ";

    private final OwnFlink flink;
    private final String url;
    private final String table;
    private long checked;

    JdbcScan(OwnFlink flink, String url, String table) {
        this.flink = flink;
        this.url = url.replace("http://", "jdbc:clickhouse://") + "/default";
        this.table = table;
    }

    /** Makes a Flink row of each row, and returns their number. */
    long plainLoop() throws SQLException {
        Properties properties = new Properties();
        properties.put("user", "default");
        long rows = 0;
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(COLUMNS + table)) {
            while (result.next()) {
                checked += row(result).getLong(0);
                rows++;
            }
        }
        return rows;
    }

    /** Returns a sum that keeps the loop from being left out. */
    long checked() {
        return checked;
    }

    /** Runs a Flink job with ranges of the user id as partitions; returns the number of rows. */
    long flinkSource(int subtasks, long users) throws Exception {
        JdbcSource<RowData> source =
                JdbcSource.<RowData>builder()
                        .setDBUrl(url)
                        .setDriverName("com.clickhouse.jdbc.ClickHouseDriver")
                        .setUsername("default")
                        .setPassword("")
                        .setSql(COLUMNS + table + " WHERE user_id BETWEEN ? AND ?")
                        .setJdbcParameterValuesProvider(
                                new JdbcNumericBetweenParametersProvider(0, users - 1)
                                        .ofBatchNum(PARTITIONS))
                        .setSplitReaderFetchBatchSize(FETCH)
                        .setResultExtractor(JdbcScan::row)
                        .setTypeInformation(InternalTypeInfo.of(ReferenceRow.type()))
                        .build();
        StreamExecutionEnvironment environment = CountedRecords.environment(flink, subtasks);
        CountedRecords.discard(
                environment.fromSource(
                        source, WatermarkStrategy.noWatermarks(), "rows through JDBC"));
        environment.execute("bench");
        return CountedRecords.take();
    }

    private static RowData row(ResultSet result) throws SQLException {
        return GenericRowData.of(
                result.getLong(1),
                result.getLong(2),
                result.getLong(3),
                StringData.fromString(result.getString(4)),
                TimestampData.fromLocalDateTime(result.getObject(5, LocalDateTime.class)),
                StringData.fromString(result.getString(6)),
                DecimalData.fromBigDecimal(result.getBigDecimal(7), 18, 4),
                StringData.fromString(result.getString(8)));
    }
}
