// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Dead letters on their way to their table: sent at once, or sealed with a checkpoint and sent
 * after it.
 *
 * <p>Knows {@code deadletter} and {@code sink.commit}, and what these know.
 */
package io.flinkhouse.sink.outbox;
