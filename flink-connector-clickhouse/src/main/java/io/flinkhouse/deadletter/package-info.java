// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * What could not be stored: the record of it, the table it goes to, and its rows as blocks.
 *
 * <p>Sends nothing: who seals or sends the blocks also answers for their delivery. Knows {@code
 * codec}, {@code client}, {@code sql}, {@code types}, {@code config} and {@code error}.
 */
package io.flinkhouse.deadletter;
