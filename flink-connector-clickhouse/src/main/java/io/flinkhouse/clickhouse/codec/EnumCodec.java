// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.TypeFamily;

import org.apache.flink.table.types.logical.LogicalType;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Encodes and decodes {@code Enum8} and {@code Enum16}: the number of a name in one or two bytes,
 * signed.
 */
final class EnumCodec implements ObjectCodec {

    private final int bytes;
    private final boolean byNumber;
    private final FlinkText names;
    private final FlinkIntegers numbers;
    private final Dictionary dictionary = new Dictionary();
    private final int[] values;
    private final int longest;
    private final Map<Integer, byte[]> nameOf = new HashMap<>();

    EnumCodec(ClickHouseType.Enumeration type, LogicalType flink, boolean byNumber) {
        this.bytes = type.family() == TypeFamily.ENUM8 ? Byte.BYTES : Short.BYTES;
        this.byNumber = byNumber;
        this.names = new FlinkText(flink);
        this.numbers = new FlinkIntegers(flink);
        List<ClickHouseType.Member> members =
                type.members().stream()
                        .sorted(Comparator.comparingInt(ClickHouseType.Member::value))
                        .toList();
        this.values = members.stream().mapToInt(ClickHouseType.Member::value).toArray();
        int most = 0;
        for (ClickHouseType.Member member : members) {
            byte[] name = member.name().getBytes(StandardCharsets.UTF_8);
            dictionary.candidate().bytes(name);
            dictionary.indexOfCandidate();
            nameOf.put(member.value(), name);
            most = Math.max(most, name.length);
        }
        this.longest = most;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        write(byNumber ? number(cell) : named(cell), out);
    }

    private int named(Cell cell) {
        names.read(cell);
        if (names.length() > longest) {
            throw unknown();
        }
        dictionary.candidate().bytes(names.array(), names.offset(), names.length());
        int index = dictionary.findCandidate();
        if (index < 0) {
            throw unknown();
        }
        return values[index];
    }

    private UnfitValueException unknown() {
        return new UnfitValueException(
                "a name of " + names.length() + " bytes that is none of its " + values.length);
    }

    private int number(Cell cell) {
        long number = numbers.read(cell, Short.MIN_VALUE, Short.MAX_VALUE, "its own numbers");
        for (int value : values) {
            if (value == number) {
                return value;
            }
        }
        throw new UnfitValueException("a number that is none of its " + values.length);
    }

    private void write(int value, ByteWriter out) {
        if (bytes == Byte.BYTES) {
            out.int8(value);
        } else {
            out.int16(value);
        }
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        write(values[0], out);
    }

    @Override
    public void release() {
        names.release();
    }

    @Override
    public Object decode(ByteReader in) {
        int value = bytes == Byte.BYTES ? in.int8() : in.int16();
        byte[] name = nameOf.get(value);
        if (name == null) {
            throw new UnfitValueException("a number that is none of its " + nameOf.size());
        }
        return byNumber ? numbers.box(value) : names.box(name.clone());
    }

    @Override
    public int minBytes() {
        return bytes;
    }
}
