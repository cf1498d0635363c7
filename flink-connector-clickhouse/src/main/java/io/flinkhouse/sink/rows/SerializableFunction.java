// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.rows;

import java.io.Serializable;
import java.util.function.Function;

/** A function that travels with the job. */
@FunctionalInterface
public interface SerializableFunction<T, R> extends Function<T, R>, Serializable {}
