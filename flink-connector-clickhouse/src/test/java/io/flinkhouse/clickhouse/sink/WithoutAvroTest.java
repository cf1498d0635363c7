// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.mapping.RowMapping;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.util.InstantiationUtil;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests a job without libraries on its class path: Avro is optional, others are not. */
class WithoutAvroTest {

    /** A record of the user. */
    public record Visit(long id) {}

    @Test
    void avroIsReallyAway() throws Exception {
        ClassLoader loader = new Without("org.apache.avro.");
        assertThatThrownBy(() -> loader.loadClass("org.apache.avro.Schema"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void sinksAreBuiltAndTravel() throws Exception {
        Callable<?> job =
                (Callable<?>)
                        new Without("org.apache.avro.")
                                .loadClass(Job.class.getName())
                                .getDeclaredConstructor()
                                .newInstance();
        assertThat(job.getClass()).isNotSameAs(Job.class);
        assertThat(job.call())
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains("createWriter", "createCommitter", "kind");
    }

    @Test
    void aMissingHttpLibraryIsNamed() throws Exception {
        Callable<?> writer =
                (Callable<?>)
                        new Without("org.apache.hc.")
                                .loadClass(Writer.class.getName())
                                .getDeclaredConstructor()
                                .newInstance();
        assertThatThrownBy(writer::call)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("httpclient5) is missing")
                .hasMessageContaining("org/apache/hc/")
                .hasMessageContaining("Use flink-sql-connector-clickhouse");
    }

    /** Opens a writer. */
    public static final class Writer implements Callable<Void> {

        @Override
        public Void call() throws Exception {
            WriterHarness.open(
                            ClickHouseSink.<Visit>builder()
                                    .url("http://localhost:1")
                                    .table("web", "visits")
                                    .rows(RowMapping.of(Visit.class))
                                    .build())
                    .close();
            return null;
        }
    }

    /** Does what Flink does to a sink before it runs, and reflects on its methods. */
    public static final class Job implements Callable<List<String>> {

        @Override
        public List<String> call() throws Exception {
            List<String> methods = new ArrayList<>();
            for (DeliveryGuarantee guarantee : DeliveryGuarantee.values()) {
                ClickHouseSink<Visit> sink =
                        ClickHouseSink.<Visit>builder()
                                .url("http://host:8123")
                                .table("web", "visits")
                                .deliveryGuarantee(guarantee)
                                .spoolPath("file:///spool")
                                .rows(RowMapping.of(Visit.class))
                                .build();
                Object copy = InstantiationUtil.clone(sink, getClass().getClassLoader());
                addMethods(copy.getClass(), methods);
            }
            addMethods(RowMapping.class, methods);
            return methods;
        }

        private static void addMethods(Class<?> type, List<String> methods) {
            for (Method method : type.getMethods()) {
                methods.add(method.getName());
            }
        }
    }

    /** Defines the connector's classes again, so that this loader resolves their references. */
    private static final class Without extends ClassLoader {

        private final ClassLoader all = WithoutAvroTest.class.getClassLoader();
        private final String library;

        Without(String library) {
            this.library = library;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(library)) {
                throw new ClassNotFoundException(name);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            return name.startsWith("io.flinkhouse.")
                    ? define(name)
                    : super.loadClass(name, resolve);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = all.getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
