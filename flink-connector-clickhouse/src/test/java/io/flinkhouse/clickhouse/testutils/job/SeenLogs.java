// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.job;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Keeps all lines that are logged in this JVM, with their exceptions, until it is closed. */
public final class SeenLogs implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final LoggerContext context = LoggerContext.getContext(false);
    private final Level before = context.getConfiguration().getRootLogger().getLevel();
    private final AbstractAppender appender =
            new AbstractAppender("seen", null, null, true, Property.EMPTY_ARRAY) {
                @Override
                public void append(LogEvent event) {
                    lines.add(line(event));
                }
            };

    /** Starts with all lines of the connector, and those from INFO on of others. */
    public static SeenLogs start() {
        SeenLogs logs = new SeenLogs();
        logs.appender.start();
        Configurator.setRootLevel(Level.INFO);
        Configurator.setLevel("io.flinkhouse", Level.DEBUG);
        logs.context.getConfiguration().getRootLogger().addAppender(logs.appender, null, null);
        logs.context.updateLoggers();
        return logs;
    }

    private static String line(LogEvent event) {
        StringWriter text = new StringWriter();
        text.append(event.getLevel() + " " + event.getMessage().getFormattedMessage());
        if (event.getThrown() != null) {
            event.getThrown().printStackTrace(new PrintWriter(text));
        }
        return text.toString();
    }

    public String text() {
        return lines.stream().collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        context.getConfiguration().getRootLogger().removeAppender("seen");
        Configurator.setRootLevel(before);
        Configurator.setLevel("io.flinkhouse", before);
        context.updateLoggers();
    }
}
