// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Row mappings of the DataStream API: Java records, beans, {@code Row}, {@code RowData} and Avro
 * records to rows of the table.
 */
package io.flinkhouse.clickhouse.mapping;
