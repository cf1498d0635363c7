// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.audit;

import io.flinkhouse.clickhouse.kafka.format.KafkaConnector;

import org.apache.flink.table.api.TableException;
import org.apache.flink.table.api.ValidationException;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;

/**
 * The client library of Kafka that Flink's Kafka connector brings, called by reflection: its
 * packages have other names in the SQL jar of the connector.
 */
final class KafkaLibrary {

    /** The names in the SQL jar come first: only that jar has them. */
    private static final List<String> ROOTS =
            List.of("org.apache.flink.kafka.shaded.org.apache.kafka.", "org.apache.kafka.");

    private static final String CONSUMER = "clients.consumer.KafkaConsumer";

    private final ClassLoader jars;
    private final String root;

    private KafkaLibrary(ClassLoader jars, String root) {
        this.jars = jars;
        this.root = root;
    }

    /**
     * Finds the library.
     *
     * @throws ValidationException if the class path has no Kafka connector; the error names the jar
     */
    static KafkaLibrary find() {
        ClassLoader jars = connectorJars();
        for (String root : ROOTS) {
            try {
                Class.forName(root + CONSUMER, false, jars);
                return new KafkaLibrary(jars, root);
            } catch (ClassNotFoundException e) {
                continue;
            }
        }
        throw new ValidationException(
                "Flink's Kafka connector is on the class path, but Kafka's client library is not;"
                        + " add kafka-clients, or use flink-sql-connector-kafka, which has it"
                        + " inside.");
    }

    /** The jars of the session come first, then those beside this connector. */
    private static ClassLoader connectorJars() {
        try {
            return KafkaConnector.find(Thread.currentThread().getContextClassLoader()).jars();
        } catch (ValidationException e) {
            return KafkaConnector.find(KafkaLibrary.class.getClassLoader()).jars();
        }
    }

    /** Creates a consumer of bytes. */
    Object consumer(Map<String, Object> properties) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(jars);
        try {
            Class<?> deserializer = type("common.serialization.Deserializer");
            Object bytes =
                    type("common.serialization.ByteArrayDeserializer")
                            .getConstructor()
                            .newInstance();
            Constructor<?> consumer =
                    type(CONSUMER).getConstructor(Map.class, deserializer, deserializer);
            return consumer.newInstance(properties, bytes, bytes);
        } catch (InvocationTargetException e) {
            throw failure("create a consumer", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw failure("create a consumer", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Creates a {@code TopicPartition}. */
    Object partition(String topic, int partition) {
        try {
            return type("common.TopicPartition")
                    .getConstructor(String.class, int.class)
                    .newInstance(topic, partition);
        } catch (ReflectiveOperationException e) {
            throw failure("name a partition", e);
        }
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(root + name, true, jars);
    }

    /** Returns a method without parameters of a public class of the library. */
    Method method(String type, String name) {
        try {
            return type(type).getMethod(name);
        } catch (ReflectiveOperationException e) {
            throw failure("call " + name, e);
        }
    }

    /** Calls the method of this name that takes these arguments. */
    static Object call(Object target, String name, Object... arguments) {
        for (Method method : target.getClass().getMethods()) {
            if (method.getName().equals(name) && takes(method.getParameterTypes(), arguments)) {
                return invoke(method, target, arguments);
            }
        }
        throw new TableException(
                "Kafka's client library has no method "
                        + name
                        + ". Use the version that Flink's Kafka connector comes with.");
    }

    static Object invoke(Method method, Object target, Object... arguments) {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw failure(method.getName(), e.getCause());
        } catch (IllegalAccessException e) {
            throw failure(method.getName(), e);
        }
    }

    private static boolean takes(Class<?>[] types, Object[] arguments) {
        if (types.length != arguments.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            boolean number = types[i] == long.class && arguments[i] instanceof Long;
            if (!number && !types[i].isInstance(arguments[i])) {
                return false;
            }
        }
        return true;
    }

    private static TableException failure(String action, Throwable cause) {
        return new TableException(
                "Kafka's client failed to "
                        + action
                        + ": "
                        + cause
                        + (cause.getCause() == null ? "" : ", caused by " + cause.getCause())
                        + ". Check 'properties' and 'properties_file'.",
                cause);
    }
}
