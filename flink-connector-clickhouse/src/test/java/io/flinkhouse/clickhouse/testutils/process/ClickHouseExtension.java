// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link ClickHouseDatabase}: one per test, or one per class where {@code @BeforeAll}
 * or the constructor asks for it. The server behind it is {@code CLICKHOUSE_URL} or one that this
 * JVM starts and shares; it keeps a query log. Shows the servers' logs when a test fails.
 */
public final class ClickHouseExtension implements ParameterResolver, AfterTestExecutionCallback {

    private static final Namespace NAMESPACE = Namespace.create(ClickHouseExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ClickHouseDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        ClickHouseDatabase.class,
                        key -> new Dropped(new ClickHouseDatabase(SharedServer.HTTP)),
                        Dropped.class)
                .database();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            ServerProcess.showLogs();
        }
    }

    private record Dropped(ClickHouseDatabase database) implements CloseableResource {
        @Override
        public void close() {
            database.close();
        }
    }

    /** Started when the first test asks; ends with the JVM. */
    private static final class SharedServer {

        /** Written when a test flushes it. */
        private static final String QUERY_LOG =
                "<query_log><database>system</database><table>query_log</table>"
                        + "<flush_interval_milliseconds>3600000</flush_interval_milliseconds></query_log>";

        static final ClickHouseHttp HTTP = connect();

        private static ClickHouseHttp connect() {
            String url = System.getenv("CLICKHOUSE_URL");
            if (url == null) {
                return ClickHouseServer.start(ClickHouseOptions.DEFAULT.serverXml(QUERY_LOG))
                        .http();
            }
            ClickHouseHttp http = ClickHouseHttp.of(url, "default");
            if (!http.ping()) {
                throw new IllegalStateException("CLICKHOUSE_URL is set but does not answer /ping");
            }
            return http;
        }
    }
}
