// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.codec.Growth;
import io.flinkhouse.clickhouse.error.BadValueException;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.VarCharType;

import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Tests that a number of a Java record costs no more because it has more digits. */
class HostileNumbersTest {

    private static final ValueConverters.ColumnContext PLACE =
            new ValueConverters.ColumnContext("column 'v'");
    private static final LogicalType DECIMAL = new DecimalType(38, 10);
    private static final LogicalType TEXT = new VarCharType(VarCharType.MAX_LENGTH);

    static Stream<Arguments> numbers() {
        List<Arguments> all =
                List.of(
                        number("power of ten", n -> new BigDecimal(BigInteger.ONE, -n)),
                        number("small power of ten", n -> new BigDecimal(BigInteger.ONE, n)),
                        number("digits", n -> new BigDecimal(bits(n))),
                        number("digits behind the point", n -> new BigDecimal(bits(n), n)),
                        number("whole number", HostileNumbersTest::bits));
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("numbers")
    void itsSizeDoesNotSlowItDown(String name, IntFunction<Object> numbers) {
        for (LogicalType type : List.of(DECIMAL, TEXT)) {
            ValueConverter converter = ValueConverters.of(type, PLACE);
            assertThat(Growth.excess(100_000, numbers, converter::toInternal))
                    .as(type.toString())
                    .isZero();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("numbers")
    void itIsRefusedWithItsColumn(String name, IntFunction<Object> numbers) {
        for (LogicalType type : List.of(DECIMAL, TEXT)) {
            assertThatThrownBy(
                            () ->
                                    ValueConverters.of(type, PLACE)
                                            .toInternal(numbers.apply(100_000)))
                    .isInstanceOf(BadValueException.class)
                    .hasMessageContaining("column 'v'")
                    .hasMessageContaining("numbers of 1000 digits");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("numbers")
    void itsSizeDoesNotMatterInAvro(String name, IntFunction<Object> numbers) {
        Schema bytes = LogicalTypes.decimal(60, 5).addToSchema(Schema.create(Schema.Type.BYTES));
        ValueConverter converter = AvroLogicalTypes.of(bytes, PLACE).orElseThrow().converter();
        assertThatThrownBy(() -> converter.toInternal(numbers.apply(100_000)))
                .isInstanceOf(BadValueException.class);
        assertThat(
                        Growth.excess(
                                100_000,
                                n -> ByteBuffer.wrap(bits(n).toByteArray()),
                                converter::toInternal))
                .isZero();
    }

    @ParameterizedTest(name = "1e{0}")
    @MethodSource("exponents")
    void zeroIsZeroWithAnyExponent(int scale) {
        BigDecimal zero = new BigDecimal(BigInteger.ZERO, scale);

        assertThat(ValueConverters.of(DECIMAL, PLACE).toInternal(zero))
                .isEqualTo(DecimalData.zero(38, 10));
        assertThat(ValueConverters.of(TEXT, PLACE).toInternal(zero))
                .isEqualTo(StringData.fromString(scale == 2 ? "0.00" : "0"));
    }

    static Stream<Integer> exponents() {
        return Stream.of(Integer.MIN_VALUE, -1000, 0, 2);
    }

    private static Arguments number(String name, IntFunction<Object> numbers) {
        return arguments(name, numbers);
    }

    private static BigInteger bits(int digits) {
        byte[] bytes = new byte[digits / 2];
        Arrays.fill(bytes, (byte) 0x5A);
        return new BigInteger(bytes);
    }
}
