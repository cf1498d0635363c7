// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * The SQL face: options, factory, what is checked at planning, table source and sink.
 *
 * <p>Knows everything below; nothing below knows it.
 */
package io.flinkhouse.table;
