// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Blocks that the server refuses: which of their rows or messages are to blame, and what becomes of
 * them and of the others.
 *
 * <p>Who sends blocks asks here when data is refused, and sends what comes back. Knows {@code
 * deadletter}, {@code schema}, {@code codec}, {@code client}, {@code sql}, {@code config} and
 * {@code error}.
 */
package io.flinkhouse.sink.salvage;
