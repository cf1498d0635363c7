// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.TimestampData;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Properties;

/** Measures the fastest JDBC sink: batches through the driver's RowBinary writer. */
final class JdbcRun {

    private final String url;
    private final String table;
    private final int batch;

    JdbcRun(String url, String table, int batch) {
        this.url = url.replace("http://", "jdbc:clickhouse://") + "/default";
        this.table = table;
        this.batch = batch;
    }

    void write(long rows) throws SQLException {
        Properties properties = new Properties();
        properties.put("user", "default");
        properties.put("beta.row_binary_for_simple_insert", "true");
        String insert = "INSERT INTO " + table + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        try (Connection connection = DriverManager.getConnection(url, properties);
                PreparedStatement statement = connection.prepareStatement(insert)) {
            for (long i = 0; i < rows; i++) {
                set(statement, ReferenceRow.of(i));
                statement.addBatch();
                if ((i + 1) % batch == 0) {
                    statement.executeBatch();
                }
            }
            if (rows % batch != 0) {
                statement.executeBatch();
            }
        }
    }

    private static void set(PreparedStatement statement, GenericRowData row) throws SQLException {
        statement.setLong(1, row.getLong(0));
        statement.setLong(2, row.getLong(1));
        statement.setLong(3, row.getLong(2));
        statement.setString(4, row.getString(3).toString());
        statement.setObject(5, ((TimestampData) row.getField(4)).toLocalDateTime());
        statement.setString(6, row.getString(5).toString());
        statement.setBigDecimal(7, row.getDecimal(6, 18, 4).toBigDecimal());
        statement.setString(8, row.getString(7).toString());
    }
}
