// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Tells each reader of a bounded source once that no more splits come, as soon as the enumerator
 * has no discovery of partitions left to wait for. All methods but that of {@link #context} are
 * called in the thread of the source's coordinator.
 */
final class EndOfSplits<S extends SourceSplit> {

    private final SplitEnumeratorContext<S> flink;
    private final Set<Integer> told = new HashSet<>();
    private int discoveries;
    private boolean started;

    EndOfSplits(SplitEnumeratorContext<S> flink) {
        this.flink = flink;
    }

    /** Returns the context of the enumerator; it follows the enumerator's calls. */
    @SuppressWarnings("unchecked")
    SplitEnumeratorContext<S> context() {
        return (SplitEnumeratorContext<S>)
                Proxy.newProxyInstance(
                        SplitEnumeratorContext.class.getClassLoader(),
                        new Class<?>[] {SplitEnumeratorContext.class},
                        (proxy, method, arguments) -> call(method, arguments));
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("signalNoMoreSplits")) {
            tell((Integer) arguments[0]);
            return null;
        }
        Object[] passed = arguments;
        if (method.getName().equals("callAsync")) {
            passed = arguments.clone();
            passed[1] = followed((BiConsumer<?, ?>) arguments[1]);
            discoveries++;
        }
        try {
            return method.invoke(flink, passed);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private <T, E> BiConsumer<T, E> followed(BiConsumer<T, E> handler) {
        return (result, error) -> {
            handler.accept(result, error);
            discoveries--;
            started();
        };
    }

    /** The enumerator has begun to look for partitions. */
    void started() {
        started = true;
        if (isReached()) {
            flink.registeredReaders().keySet().forEach(this::tell);
        }
    }

    /** A reader has registered, a first time or again, and has its splits. */
    void registered(int reader) {
        if (isReached()) {
            tell(reader);
        }
    }

    /** A reader registers: it knows of nothing. */
    void forget(int reader) {
        told.remove(reader);
    }

    private boolean isReached() {
        return started && discoveries == 0;
    }

    private void tell(int reader) {
        if (told.add(reader)) { // a reader that has finished must not hear of it again
            flink.signalNoMoreSplits(reader);
        }
    }
}
