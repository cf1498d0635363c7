// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.examples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that the examples of the guide to the DataStream sink compile. */
class UserGuideTest {

    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /** Declarations that the examples use without showing them. */
    private static final String AROUND =
            """
            import io.flinkhouse.clickhouse.config.*;
            import io.flinkhouse.clickhouse.sink.*;
            import io.flinkhouse.clickhouse.mapping.*;
            import org.apache.avro.Schema;
            import org.apache.avro.generic.GenericRecord;
            import org.apache.flink.api.common.eventtime.WatermarkStrategy;
            import org.apache.flink.api.connector.source.Source;
            import org.apache.flink.streaming.api.datastream.DataStream;
            import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
            import org.apache.flink.types.RowKind;
            import java.time.Instant;

            abstract class Example {
                public record Visit(long userId, String page, Instant at) {}
                public record User(long id, String name, Instant deletedAt) {}
                StreamExecutionEnvironment env;
                DataStream<Visit> visits;
                DataStream<User> users;
                Source<GenericRecord, ?, ?> topic;
                Schema schema;
                String password;

                void run() {
                    %s
                }
            }
            """;

    @Test
    void theExamplesCompile(@TempDir Path classes) throws Exception {
        List<String> examples =
                EXAMPLE.matcher(Files.readString(Path.of("../docs/user-guide/datastream.md")))
                        .results()
                        .map(match -> match.group(1))
                        .toList();
        assertThat(examples).hasSizeGreaterThan(3);
        for (String example : examples) {
            assertThat(errors(example, classes)).as(example).isEmpty();
        }
    }

    @Test
    void anExampleThatIsOutOfDateIsFound(@TempDir Path classes) {
        assertThat(errors("visits.sinkTo(ClickHouseSink.nothing());", classes))
                .contains("nothing()");
    }

    private static String errors(String example, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options =
                List.of(
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        "-classpath",
                        System.getProperty("java.class.path"));
        Source source = new Source(AROUND.formatted(example));
        compiler.getTask(null, null, found, options, null, List.of(source)).call();
        return found.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> each.getMessage(null))
                .collect(Collectors.joining("\n"));
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String text) {
            super(URI.create("string:///Example.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
