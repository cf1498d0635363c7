// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import static org.apache.flink.table.types.logical.LogicalTypeRoot.ARRAY;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.BIGINT;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.BINARY;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.BOOLEAN;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.CHAR;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.DATE;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.DECIMAL;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.DOUBLE;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.FLOAT;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.INTEGER;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.INTERVAL_DAY_TIME;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.INTERVAL_YEAR_MONTH;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.MAP;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.ROW;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.SMALLINT;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.TIME_WITHOUT_TIME_ZONE;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.TINYINT;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.VARBINARY;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.VARCHAR;

/** The type mapping: one line per ClickHouse type. */
final class MappingTable {

    /**
     * The Flink types that a ClickHouse type accepts, and the rule for their values.
     *
     * @param accepts the roots of the Flink types that can be written to it
     * @param rule what happens to values that need a decision
     */
    record Mapping(TypeFamily family, List<LogicalTypeRoot> accepts, String rule) {}

    private static final List<LogicalTypeRoot> INTEGERS =
            List.of(TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL);
    private static final List<LogicalTypeRoot> TEXT = List.of(VARCHAR, CHAR);
    private static final List<LogicalTypeRoot> BYTES = List.of(VARBINARY, BINARY);
    private static final List<LogicalTypeRoot> TIMESTAMPS =
            List.of(TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_WITHOUT_TIME_ZONE);
    private static final List<LogicalTypeRoot> WIDE = both(INTEGERS, TEXT);
    private static final List<LogicalTypeRoot> TIMES =
            List.of(TIME_WITHOUT_TIME_ZONE, INTERVAL_DAY_TIME);
    private static final List<LogicalTypeRoot> SPANS = List.of(BIGINT, INTERVAL_DAY_TIME);
    private static final List<LogicalTypeRoot> MONTHS = List.of(BIGINT, INTERVAL_YEAR_MONTH);
    private static final List<LogicalTypeRoot> ANY =
            both(
                    both(WIDE, both(BYTES, TIMESTAMPS)),
                    List.of(BOOLEAN, FLOAT, DOUBLE, DATE, ARRAY, MAP, ROW));

    private static final String RANGE = "A value out of range is an error.";
    private static final String SPAN =
            "BIGINT counts units; an interval that is not a whole number of units is an error.";
    private static final String GEO = "As its nested tuples of x and y.";

    private static final Map<TypeFamily, Mapping> TABLE = new EnumMap<>(TypeFamily.class);

    static {
        put(TypeFamily.BOOL, List.of(BOOLEAN), "");
        put(TypeFamily.INT8, INTEGERS, RANGE);
        put(TypeFamily.INT16, INTEGERS, RANGE);
        put(TypeFamily.INT32, INTEGERS, RANGE);
        put(TypeFamily.INT64, INTEGERS, RANGE);
        put(TypeFamily.INT128, WIDE, RANGE);
        put(TypeFamily.INT256, WIDE, RANGE);
        put(TypeFamily.UINT8, both(INTEGERS, List.of(BOOLEAN)), RANGE);
        put(TypeFamily.UINT16, INTEGERS, RANGE);
        put(TypeFamily.UINT32, INTEGERS, RANGE);
        put(TypeFamily.UINT64, WIDE, RANGE);
        put(TypeFamily.UINT128, WIDE, RANGE);
        put(TypeFamily.UINT256, WIDE, RANGE);
        put(
                TypeFamily.FLOAT32,
                List.of(FLOAT, TINYINT, SMALLINT, INTEGER, BIGINT),
                "NaN and infinities pass; an integer that it cannot hold exactly is an error.");
        put(
                TypeFamily.FLOAT64,
                List.of(DOUBLE, FLOAT, TINYINT, SMALLINT, INTEGER, BIGINT),
                "NaN and infinities pass; an integer that it cannot hold exactly is an error.");
        put(
                TypeFamily.BFLOAT16,
                List.of(FLOAT),
                "The lower half of the FLOAT is cut off, as the server does; NaN stays NaN.");
        put(
                TypeFamily.DECIMAL,
                WIDE,
                "A value with more digits before or after the point is an error, never rounded.");
        put(TypeFamily.STRING, both(TEXT, BYTES), "Bytes pass unchanged, UTF-8 or not.");
        put(
                TypeFamily.FIXED_STRING,
                both(TEXT, BYTES),
                "Padded with zero bytes; longer is an error. Read as STRING without the zero bytes"
                        + " at its end, as BYTES with them.");
        put(TypeFamily.DATE, List.of(DATE), "1970-01-01 to 2149-06-06, else an error.");
        put(TypeFamily.DATE32, List.of(DATE), "1900-01-01 to 2299-12-31, else an error.");
        put(
                TypeFamily.TIME,
                TIMES,
                "A fraction of a second is an error. Reading a value that is no time of day as TIME"
                        + " is an error; as INTERVAL DAY TO SECOND it is not.");
        put(
                TypeFamily.TIME64,
                TIMES,
                "A finer value than it holds is an error, also when read (Flink keeps"
                        + " milliseconds).");
        put(
                TypeFamily.DATE_TIME,
                TIMESTAMPS,
                "1970-01-01 00:00:00 to 2106-02-07 06:28:15 UTC; out of range or a fraction of a"
                        + " second is an error. TIMESTAMP_LTZ is the instant; TIMESTAMP is the wall"
                        + " clock in the column's zone, without one in the session's.");
        put(
                TypeFamily.DATE_TIME64,
                TIMESTAMPS,
                "1900-01-01 to 2299-12-31 in the column's zone (with nanoseconds to 2262-04-11"
                        + " UTC); out of range or finer"
                        + " than the column is an error. Zones as for DateTime.");
        put(
                TypeFamily.ENUM8,
                both(TEXT, INTEGERS),
                "By name or by number; an unknown one is an error.");
        put(
                TypeFamily.ENUM16,
                both(TEXT, INTEGERS),
                "By name or by number; an unknown one is an error.");
        put(
                TypeFamily.UUID,
                both(TEXT, BYTES),
                "36 characters, or 16 bytes in the order of the text.");
        put(TypeFamily.IPV4, both(TEXT, BYTES), "Dotted decimal, or 4 bytes in network order.");
        put(
                TypeFamily.IPV6,
                both(TEXT, BYTES),
                "Any textual form, IPv4 included, or 16 bytes in network order.");
        put(TypeFamily.INTERVAL_NANOSECOND, SPANS, SPAN);
        put(TypeFamily.INTERVAL_MICROSECOND, SPANS, SPAN);
        put(TypeFamily.INTERVAL_MILLISECOND, SPANS, SPAN);
        put(TypeFamily.INTERVAL_SECOND, SPANS, SPAN);
        put(TypeFamily.INTERVAL_MINUTE, SPANS, SPAN);
        put(TypeFamily.INTERVAL_HOUR, SPANS, SPAN);
        put(TypeFamily.INTERVAL_DAY, SPANS, SPAN);
        put(TypeFamily.INTERVAL_WEEK, SPANS, SPAN);
        put(TypeFamily.INTERVAL_MONTH, MONTHS, SPAN);
        put(TypeFamily.INTERVAL_QUARTER, MONTHS, SPAN);
        put(TypeFamily.INTERVAL_YEAR, MONTHS, SPAN);
        put(TypeFamily.NULLABLE, List.of(), "As its inner type, and NULL.");
        put(TypeFamily.LOW_CARDINALITY, List.of(), "As its inner type.");
        put(TypeFamily.SIMPLE_AGGREGATE_FUNCTION, List.of(), "As its inner type.");
        put(TypeFamily.ARRAY, List.of(ARRAY), "NULL becomes the empty array.");
        put(TypeFamily.MAP, List.of(MAP), "NULL becomes the empty map.");
        put(
                TypeFamily.TUPLE,
                List.of(ROW),
                "By name if the tuple has names, else by position. NULL becomes the tuple of"
                        + " defaults.");
        put(TypeFamily.NESTED, List.of(ARRAY), "As an array of named tuples.");
        put(
                TypeFamily.VARIANT,
                both(List.of(ROW), TEXT),
                "A ROW with one nullable field per member, at most one of them set; none is NULL."
                        + " STRING becomes the member String.");
        put(
                TypeFamily.DYNAMIC,
                ANY,
                "Written with the type that the Flink type has in ClickHouse; read as text.");
        put(
                TypeFamily.JSON,
                both(TEXT, List.of(ROW, MAP)),
                "STRING is JSON text, passed on; ROW and MAP become an object.");
        put(TypeFamily.POINT, List.of(ROW), GEO);
        put(TypeFamily.RING, List.of(ARRAY), GEO);
        put(TypeFamily.LINE_STRING, List.of(ARRAY), GEO);
        put(TypeFamily.MULTI_LINE_STRING, List.of(ARRAY), GEO);
        put(TypeFamily.POLYGON, List.of(ARRAY), GEO);
        put(TypeFamily.MULTI_POLYGON, List.of(ARRAY), GEO);
        put(TypeFamily.GEOMETRY, List.of(ROW), "As a Variant of the other geometric types.");
        refuse(TypeFamily.AGGREGATE_FUNCTION, "A state that only the server can make.");
        refuse(
                TypeFamily.QBIT,
                "A vector in transposed bits; write an Array(Float32) column instead.");
        refuse(TypeFamily.NOTHING, "Holds no value.");
        refuse(TypeFamily.UNKNOWN, "Not known to this connector.");
    }

    private MappingTable() {}

    static Mapping of(TypeFamily family) {
        return TABLE.get(family);
    }

    private static void put(TypeFamily family, List<LogicalTypeRoot> accepts, String rule) {
        TABLE.put(family, new Mapping(family, accepts, rule));
    }

    private static void refuse(TypeFamily family, String reason) {
        put(family, List.of(), reason);
    }

    private static List<LogicalTypeRoot> both(
            List<LogicalTypeRoot> first, List<LogicalTypeRoot> second) {
        List<LogicalTypeRoot> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
