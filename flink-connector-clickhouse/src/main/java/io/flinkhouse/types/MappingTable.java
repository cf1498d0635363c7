// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.types;

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

/** The mapping of types, one line per ClickHouse type. */
final class MappingTable {

    /**
     * What may be written to a type and how.
     *
     * @param accepts the roots of the Flink types that can be written to it
     * @param rule what happens to values that need a decision
     */
    record Mapping(Family family, List<LogicalTypeRoot> accepts, String rule) {}

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

    private static final Map<Family, Mapping> TABLE = new EnumMap<>(Family.class);

    static {
        put(Family.BOOL, List.of(BOOLEAN), "");
        put(Family.INT8, INTEGERS, RANGE);
        put(Family.INT16, INTEGERS, RANGE);
        put(Family.INT32, INTEGERS, RANGE);
        put(Family.INT64, INTEGERS, RANGE);
        put(Family.INT128, WIDE, RANGE);
        put(Family.INT256, WIDE, RANGE);
        put(Family.UINT8, both(INTEGERS, List.of(BOOLEAN)), RANGE);
        put(Family.UINT16, INTEGERS, RANGE);
        put(Family.UINT32, INTEGERS, RANGE);
        put(Family.UINT64, WIDE, RANGE);
        put(Family.UINT128, WIDE, RANGE);
        put(Family.UINT256, WIDE, RANGE);
        put(
                Family.FLOAT32,
                List.of(FLOAT, TINYINT, SMALLINT, INTEGER, BIGINT),
                "NaN and infinities pass; an integer that it cannot hold exactly is an error.");
        put(
                Family.FLOAT64,
                List.of(DOUBLE, FLOAT, TINYINT, SMALLINT, INTEGER, BIGINT),
                "NaN and infinities pass; an integer that it cannot hold exactly is an error.");
        put(
                Family.BFLOAT16,
                List.of(FLOAT),
                "The lower half of the FLOAT is cut off, as the server does; NaN stays NaN.");
        put(
                Family.DECIMAL,
                WIDE,
                "A value with more digits before or after the point is an error, never rounded.");
        put(Family.STRING, both(TEXT, BYTES), "Bytes pass unchanged, UTF-8 or not.");
        put(
                Family.FIXED_STRING,
                both(TEXT, BYTES),
                "Padded with zero bytes; longer is an error. Read as STRING without the zero bytes"
                        + " at its end, as BYTES with them.");
        put(Family.DATE, List.of(DATE), "1970-01-01 to 2149-06-06, else an error.");
        put(Family.DATE32, List.of(DATE), "1900-01-01 to 2299-12-31, else an error.");
        put(
                Family.TIME,
                TIMES,
                "A fraction of a second is an error. Reading a value that is no time of day as TIME"
                        + " is an error; as INTERVAL DAY TO SECOND it is not.");
        put(
                Family.TIME64,
                TIMES,
                "A finer value than it holds is an error, also when read (Flink keeps"
                        + " milliseconds).");
        put(
                Family.DATE_TIME,
                TIMESTAMPS,
                "1970-01-01 00:00:00 to 2106-02-07 06:28:15 UTC; out of range or a fraction of a"
                        + " second is an error. TIMESTAMP_LTZ is the instant; TIMESTAMP is the wall"
                        + " clock in the column's zone, without one in the server's.");
        put(
                Family.DATE_TIME64,
                TIMESTAMPS,
                "1900-01-01 to 2299-12-31 (with nanoseconds to 2262-04-11); out of range or finer"
                        + " than the column is an error. Zones as for DateTime.");
        put(
                Family.ENUM8,
                both(TEXT, INTEGERS),
                "By name or by number; an unknown one is an error.");
        put(
                Family.ENUM16,
                both(TEXT, INTEGERS),
                "By name or by number; an unknown one is an error.");
        put(Family.UUID, both(TEXT, BYTES), "36 characters, or 16 bytes in the order of the text.");
        put(Family.IPV4, both(TEXT, BYTES), "Dotted decimal, or 4 bytes in network order.");
        put(
                Family.IPV6,
                both(TEXT, BYTES),
                "Any textual form, IPv4 included, or 16 bytes in network order.");
        put(Family.INTERVAL_NANOSECOND, SPANS, SPAN);
        put(Family.INTERVAL_MICROSECOND, SPANS, SPAN);
        put(Family.INTERVAL_MILLISECOND, SPANS, SPAN);
        put(Family.INTERVAL_SECOND, SPANS, SPAN);
        put(Family.INTERVAL_MINUTE, SPANS, SPAN);
        put(Family.INTERVAL_HOUR, SPANS, SPAN);
        put(Family.INTERVAL_DAY, SPANS, SPAN);
        put(Family.INTERVAL_WEEK, SPANS, SPAN);
        put(Family.INTERVAL_MONTH, MONTHS, SPAN);
        put(Family.INTERVAL_QUARTER, MONTHS, SPAN);
        put(Family.INTERVAL_YEAR, MONTHS, SPAN);
        put(Family.NULLABLE, List.of(), "As its inner type, and NULL.");
        put(Family.LOW_CARDINALITY, List.of(), "As its inner type.");
        put(Family.SIMPLE_AGGREGATE_FUNCTION, List.of(), "As its inner type.");
        put(Family.ARRAY, List.of(ARRAY), "NULL becomes the empty array.");
        put(Family.MAP, List.of(MAP), "NULL becomes the empty map.");
        put(
                Family.TUPLE,
                List.of(ROW),
                "By name if the tuple has names, else by position. NULL becomes the tuple of"
                        + " defaults.");
        put(Family.NESTED, List.of(ARRAY), "As an array of named tuples.");
        put(
                Family.VARIANT,
                both(List.of(ROW), TEXT),
                "A ROW with one nullable field per member, at most one of them set; none is NULL."
                        + " STRING becomes the member String.");
        put(
                Family.DYNAMIC,
                ANY,
                "Written with the type that the Flink type has in ClickHouse; read as text.");
        put(
                Family.JSON,
                both(TEXT, List.of(ROW, MAP)),
                "STRING is JSON text, passed on; ROW and MAP become an object.");
        put(Family.POINT, List.of(ROW), GEO);
        put(Family.RING, List.of(ARRAY), GEO);
        put(Family.LINE_STRING, List.of(ARRAY), GEO);
        put(Family.MULTI_LINE_STRING, List.of(ARRAY), GEO);
        put(Family.POLYGON, List.of(ARRAY), GEO);
        put(Family.MULTI_POLYGON, List.of(ARRAY), GEO);
        put(Family.GEOMETRY, List.of(ROW), "As a Variant of the other geometric types.");
        refuse(Family.AGGREGATE_FUNCTION, "A state that only the server can make.");
        refuse(Family.QBIT, "A vector in transposed bits; write an Array(Float32) column instead.");
        refuse(Family.NOTHING, "Holds no value.");
        refuse(Family.UNKNOWN, "Not known to this connector.");
    }

    private MappingTable() {}

    static Mapping of(Family family) {
        return TABLE.get(family);
    }

    private static void put(Family family, List<LogicalTypeRoot> accepts, String rule) {
        TABLE.put(family, new Mapping(family, accepts, rule));
    }

    private static void refuse(Family family, String reason) {
        put(family, List.of(), reason);
    }

    private static List<LogicalTypeRoot> both(
            List<LogicalTypeRoot> first, List<LogicalTypeRoot> second) {
        List<LogicalTypeRoot> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
