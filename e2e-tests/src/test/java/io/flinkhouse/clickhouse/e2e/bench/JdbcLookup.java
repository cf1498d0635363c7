// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import org.apache.flink.connector.jdbc.core.database.dialect.AbstractDialect;
import org.apache.flink.connector.jdbc.core.database.dialect.AbstractDialectConverter;
import org.apache.flink.connector.jdbc.core.database.dialect.JdbcDialectConverter;
import org.apache.flink.connector.jdbc.core.table.source.JdbcRowDataLookupFunction;
import org.apache.flink.connector.jdbc.internal.options.InternalJdbcConnectionOptions;
import org.apache.flink.table.functions.LookupFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.utils.TypeConversions;

import java.io.Serializable;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The lookup function of Flink's JDBC connector, over clickhouse-jdbc. */
final class JdbcLookup {

    private static final int RETRIES = 3;

    private JdbcLookup() {}

    static LookupFunction of(String url, String table, RowType columns, String key) {
        InternalJdbcConnectionOptions options =
                InternalJdbcConnectionOptions.builder()
                        .setDBUrl(url.replace("http://", "jdbc:clickhouse://") + "/default")
                        .setTableName(table)
                        .setDriverName("com.clickhouse.jdbc.ClickHouseDriver")
                        .setUsername("default")
                        .setPassword("")
                        .setDialect(new ClickHouseDialect())
                        .build();
        return new JdbcRowDataLookupFunction(
                options,
                RETRIES,
                columns.getFieldNames().toArray(String[]::new),
                columns.getChildren().stream()
                        .map(TypeConversions::fromLogicalToDataType)
                        .toArray(DataType[]::new),
                new String[] {key},
                columns,
                List.of(),
                new Serializable[0]);
    }

    /** What the connector needs to read ClickHouse, for which it has no dialect. */
    private static final class ClickHouseDialect extends AbstractDialect {

        private static final long serialVersionUID = 1L;

        @Override
        public String dialectName() {
            return "ClickHouse";
        }

        @Override
        public JdbcDialectConverter getRowConverter(RowType columns) {
            return new Converter(columns);
        }

        @Override
        public String getLimitClause(long limit) {
            return "LIMIT " + limit;
        }

        @Override
        public String quoteIdentifier(String identifier) {
            return "`" + identifier + "`";
        }

        @Override
        public Optional<String> getUpsertStatement(
                String table, String[] columns, String[] uniqueKey) {
            return Optional.empty();
        }

        @Override
        public Set<LogicalTypeRoot> supportedTypes() {
            return EnumSet.allOf(LogicalTypeRoot.class);
        }
    }

    private static final class Converter extends AbstractDialectConverter {

        private static final long serialVersionUID = 1L;

        Converter(RowType columns) {
            super(columns);
        }

        @Override
        public String converterName() {
            return "ClickHouse";
        }
    }
}
