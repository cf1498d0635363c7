// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;

/** Generates random values of a column, as values of Flink, values of ClickHouse, and literals. */
interface FilterValues {

    /** A value that both types hold; the same ones come again and again. */
    Object random(Random random);

    /** The value in a row of Flink. */
    Object inFlink(Object value);

    /** The value in an INSERT of ClickHouse. */
    String inServer(Object value);

    /** A literal of Flink at the value or near it, maybe of another type. */
    String literal(Object value, Random random);

    /** A literal for a list. */
    default String listed(Object value, Random random) {
        return literal(value, random);
    }

    static <T> T oneOf(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Whole numbers and decimals. */
    record Whole(String stored, LogicalType type) implements FilterValues {

        private static final List<String> NEAR =
                List.of("0", "0", "0", "1", "-1", "0.5", "-0.5", "0.01", "0.005", "-0.0001");

        private int scale() {
            int comma = stored.indexOf(',');
            return comma < 0
                    ? 0
                    : Integer.parseInt(stored.substring(comma + 2, stored.length() - 1));
        }

        private BigInteger most() {
            if (stored.startsWith("Decimal")) {
                int precision = Integer.parseInt(stored.substring(8, stored.indexOf(',')));
                return BigInteger.TEN.pow(Math.min(38, precision)).subtract(BigInteger.ONE);
            }
            int bits = Integer.parseInt(stored.replaceAll("\\D", ""));
            return BigInteger.TWO
                    .pow(stored.startsWith("U") ? bits : bits - 1)
                    .subtract(BigInteger.ONE)
                    .min(BigInteger.TEN.pow(38).subtract(BigInteger.ONE));
        }

        private BigInteger least() {
            return stored.startsWith("U")
                    ? BigInteger.ZERO
                    : stored.startsWith("I") && !stored.equals("Int128")
                            ? most().negate().subtract(BigInteger.ONE)
                            : most().negate();
        }

        @Override
        public Object random(Random random) {
            BigInteger unscaled =
                    switch (random.nextInt(6)) {
                        case 0 -> most();
                        case 1 -> least();
                        case 2 -> new BigInteger(most().bitLength(), random);
                        case 3 -> BigInteger.valueOf((1 << 24) + random.nextInt(3));
                        case 4 -> BigInteger.valueOf((1L << 53) + random.nextInt(3));
                        default -> BigInteger.valueOf(random.nextInt(7) - 3L);
                    };
            return new BigDecimal(unscaled.min(most()).max(least()), scale());
        }

        @Override
        public Object inFlink(Object value) {
            BigDecimal number = (BigDecimal) value;
            return switch (type.getTypeRoot()) {
                case TINYINT -> number.byteValueExact();
                case SMALLINT -> number.shortValueExact();
                case INTEGER -> number.intValueExact();
                case BIGINT -> number.longValueExact();
                default -> {
                    DecimalType decimal = (DecimalType) type;
                    yield DecimalData.fromBigDecimal(
                            number, decimal.getPrecision(), decimal.getScale());
                }
            };
        }

        @Override
        public String inServer(Object value) {
            String text = ((BigDecimal) value).toPlainString();
            return "CAST('" + text + "', '" + stored + "')";
        }

        @Override
        public String literal(Object value, Random random) {
            BigDecimal near = ((BigDecimal) value).add(new BigDecimal(oneOf(random, NEAR)));
            return Whole.literal(near, random);
        }

        /** A value of a list that the type of the column cannot hold is NULL for Flink. */
        @Override
        public String listed(Object value, Random random) {
            BigDecimal number = (BigDecimal) value;
            return switch (random.nextInt(3)) {
                case 0 -> exact(number.setScale(0, RoundingMode.DOWN));
                case 1 -> exact(number.divide(BigDecimal.valueOf(2)));
                default -> exact(number);
            };
        }

        static String literal(BigDecimal value, Random random) {
            return switch (random.nextInt(8)) {
                case 0 -> floating(value.doubleValue());
                case 1 -> "CAST(" + floating(value.doubleValue()) + " AS FLOAT)";
                case 2 -> exact(value.setScale(0, RoundingMode.HALF_UP));
                default -> exact(value);
            };
        }

        static String floating(double value) {
            String text = Double.toString(value);
            return text.contains("E") ? text : text + "E0";
        }

        /** Flink's parser takes no literal with more digits than a BIGINT. */
        private static String exact(BigDecimal value) {
            if (value.unscaledValue().bitLength() < Long.SIZE) {
                return value.toPlainString();
            }
            int scale =
                    Math.max(0, Math.min(value.scale(), 38 - value.precision() + value.scale()));
            BigDecimal most = BigDecimal.TEN.pow(38).subtract(BigDecimal.ONE);
            BigDecimal cut = value.setScale(scale, RoundingMode.DOWN).min(most).max(most.negate());
            return "CAST('" + cut.toPlainString() + "' AS DECIMAL(38, " + cut.scale() + "))";
        }
    }

    /** Binary fractions. */
    record Floating(boolean single) implements FilterValues {

        private static final List<Double> SPECIAL =
                List.of(
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        -0.0,
                        0.0,
                        0.1,
                        (double) 0.1f,
                        Math.nextUp(0.1),
                        0.15,
                        16777216.0,
                        16777218.0,
                        9007199254740992.0,
                        9007199254740994.0,
                        (double) Float.MAX_VALUE,
                        Double.MAX_VALUE,
                        Double.MIN_VALUE);

        @Override
        public Object random(Random random) {
            double value =
                    random.nextInt(4) == 0 ? random.nextInt(9) / 4.0 - 1 : oneOf(random, SPECIAL);
            return single ? (double) (float) value : value;
        }

        @Override
        public Object inFlink(Object value) {
            return single ? (Object) (float) (double) value : value;
        }

        @Override
        public String inServer(Object value) {
            double number = (double) value;
            return single
                    ? "reinterpretAsFloat32(toUInt32("
                            + Integer.toUnsignedString(Float.floatToIntBits((float) number))
                            + "))"
                    : "reinterpretAsFloat64(toUInt64("
                            + Long.toUnsignedString(Double.doubleToLongBits(number))
                            + "))";
        }

        @Override
        public String literal(Object value, Random random) {
            double number = (double) value;
            if (!Double.isFinite(number) || Math.abs(number) > 1e17 || random.nextInt(6) == 0) {
                return oneOf(
                        random,
                        List.of(
                                "16777217",
                                "9007199254740993",
                                "0.1",
                                "0.15",
                                "0.0",
                                "CAST(0.1 AS FLOAT)",
                                "1E300",
                                "1E-320"));
            }
            return switch (random.nextInt(4)) {
                case 0 -> Whole.floating(number);
                case 1 -> "CAST(" + Whole.floating(number) + " AS FLOAT)";
                case 2 -> String.valueOf((long) number);
                default -> new BigDecimal(number).setScale(2, RoundingMode.HALF_UP).toPlainString();
            };
        }
    }

    /** TRUE and FALSE. */
    record Truth() implements FilterValues {
        @Override
        public Object random(Random random) {
            return random.nextBoolean();
        }

        @Override
        public Object inFlink(Object value) {
            return value;
        }

        @Override
        public String inServer(Object value) {
            return (boolean) value ? "1" : "0";
        }

        @Override
        public String literal(Object value, Random random) {
            return random.nextBoolean() ? "TRUE" : "FALSE";
        }
    }
}
