// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Counts rows through ClickHouse's JDBC driver, so that a bug in the connector or in the tests'
 * HTTP client cannot hide a lost or duplicated row.
 */
public final class JdbcCounts {

    private final String url;

    /**
     * @param httpUrl {@code http://host:port} of a server whose user {@code default} has no
     *     password
     */
    public JdbcCounts(String httpUrl) {
        this.url = httpUrl.replaceFirst("^http:", "jdbc:clickhouse:") + "/default";
    }

    /** The only number that a query answers. */
    public long number(String sql) {
        return numbers(sql).get(0);
    }

    /** The numbers of the only row that a query answers. Each question has its own connection. */
    public List<Long> numbers(String sql) {
        Properties user = new Properties();
        user.put("user", "default");
        try (Connection connection = DriverManager.getConnection(url, user);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                throw new IllegalStateException("No row answers " + sql);
            }
            List<Long> numbers = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                numbers.add(rows.getLong(i));
            }
            return numbers;
        } catch (SQLException e) {
            throw new IllegalStateException("ClickHouse does not answer " + sql, e);
        }
    }
}
