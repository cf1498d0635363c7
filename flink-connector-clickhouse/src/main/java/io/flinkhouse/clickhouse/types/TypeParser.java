// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Parses type names as {@code system.columns} and the Native format write them.
 *
 * <p>A well-formed name of a type that is not known becomes {@link ClickHouseType.Opaque}, so that
 * one new column does not make a whole table unreadable; anything malformed is an error.
 */
@Internal
public final class TypeParser {

    private static final int MAX_DEPTH = 64;

    private final TypeLexer in;
    private int depth;

    private TypeParser(String name) {
        this.in = new TypeLexer(name);
    }

    /**
     * Parses the name of a type.
     *
     * @throws IllegalArgumentException naming the position, if the name is malformed
     */
    public static ClickHouseType parse(String name) {
        TypeParser parser = new TypeParser(name);
        ClickHouseType type = parser.type();
        parser.in.end();
        return type;
    }

    private ClickHouseType type() {
        if (++depth > MAX_DEPTH) {
            throw in.error("types nested deeper than " + MAX_DEPTH);
        }
        int start = in.position();
        String name = in.word();
        ClickHouseType type =
                TypeFamily.named(name)
                        .map(family -> known(family, start))
                        .orElseGet(() -> synonym(name, start));
        depth--;
        return type;
    }

    private ClickHouseType known(TypeFamily family, int start) {
        return switch (family) {
            case FIXED_STRING -> in.brackets(() -> fixedString());
            case DECIMAL -> in.brackets(() -> decimal());
            case DATE_TIME -> new ClickHouseType.DateTime(optionalZone());
            case DATE_TIME64 -> in.brackets(() -> dateTime64());
            case TIME64 -> in.brackets(() -> new ClickHouseType.Time64(in.integer(0, 9)));
            case ENUM8 -> enumeration(family, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case ENUM16 -> enumeration(family, Short.MIN_VALUE, Short.MAX_VALUE);
            case NULLABLE -> in.brackets(() -> new ClickHouseType.Nullable(type()));
            case LOW_CARDINALITY -> in.brackets(() -> new ClickHouseType.LowCardinality(type()));
            case ARRAY -> in.brackets(() -> new ClickHouseType.Array(type()));
            case MAP -> in.brackets(() -> map());
            case TUPLE -> new ClickHouseType.Tuple(in.brackets(() -> list(this::field)));
            case NESTED -> new ClickHouseType.Nested(in.brackets(() -> list(this::field)));
            case VARIANT -> new ClickHouseType.Variant(in.brackets(() -> list(this::type)));
            case DYNAMIC -> new ClickHouseType.Dynamic(in.rawArguments());
            case JSON -> new ClickHouseType.Json(in.rawArguments());
            case SIMPLE_AGGREGATE_FUNCTION -> in.brackets(() -> simpleAggregate());
            case AGGREGATE_FUNCTION, QBIT, NOTHING -> opaque(family, start);
            default -> new ClickHouseType.Simple(family);
        };
    }

    /**
     * Parses a type that is named by an alias; the server accepts aliases, but its system tables
     * never show them.
     */
    private ClickHouseType synonym(String name, int start) {
        return switch (name) {
            case "Decimal32" -> in.brackets(() -> sizedDecimal(9));
            case "Decimal64" -> in.brackets(() -> sizedDecimal(18));
            case "Decimal128" -> in.brackets(() -> sizedDecimal(38));
            case "Decimal256" -> in.brackets(() -> sizedDecimal(76));
            case "DateTime32" -> new ClickHouseType.DateTime(optionalZone());
            case "Enum" -> enumeration();
            default -> opaque(TypeFamily.UNKNOWN, start);
        };
    }

    private ClickHouseType opaque(TypeFamily family, int start) {
        in.rawArguments();
        return new ClickHouseType.Opaque(family, in.textFrom(start));
    }

    private ClickHouseType fixedString() {
        return new ClickHouseType.FixedString(in.integer(1, 0xFFFFFF));
    }

    private ClickHouseType decimal() {
        int precision = in.integer(1, 76);
        int scale = in.next(',') ? in.integer(0, precision) : 0;
        return new ClickHouseType.Decimal(precision, scale);
    }

    private ClickHouseType sizedDecimal(int precision) {
        return new ClickHouseType.Decimal(precision, in.integer(0, precision));
    }

    private String optionalZone() {
        return in.at('(') ? in.brackets(in::literal) : "";
    }

    private ClickHouseType dateTime64() {
        int precision = in.integer(0, 9);
        return new ClickHouseType.DateTime64(precision, in.next(',') ? in.literal() : "");
    }

    private ClickHouseType enumeration(TypeFamily family, int min, int max) {
        List<ClickHouseType.Member> members = in.brackets(() -> list(() -> member(min, max)));
        return new ClickHouseType.Enumeration(family, members);
    }

    private ClickHouseType enumeration() {
        List<ClickHouseType.Member> members =
                in.brackets(() -> list(() -> member(Short.MIN_VALUE, Short.MAX_VALUE)));
        boolean small = members.stream().allMatch(m -> m.value() == (byte) m.value());
        return new ClickHouseType.Enumeration(
                small ? TypeFamily.ENUM8 : TypeFamily.ENUM16, members);
    }

    private ClickHouseType.Member member(int min, int max) {
        String name = in.literal();
        in.expect('=');
        return new ClickHouseType.Member(name, in.integer(min, max));
    }

    private ClickHouseType map() {
        ClickHouseType key = type();
        in.expect(',');
        return new ClickHouseType.Map(key, type());
    }

    private ClickHouseType simpleAggregate() {
        int start = in.position();
        in.word();
        in.rawArguments();
        String function = in.textFrom(start);
        in.expect(',');
        return new ClickHouseType.SimpleAggregateFunction(function, type());
    }

    /** {@code name Type} or {@code Type}: a name is a quoted word or a word before a word. */
    private ClickHouseType.Field field() {
        Optional<String> name = in.fieldName();
        return new ClickHouseType.Field(name.orElse(""), type());
    }

    private <T> List<T> list(Supplier<T> item) {
        List<T> items = new ArrayList<>();
        if (in.at(')')) {
            return items;
        }
        do {
            items.add(item.get());
        } while (in.next(','));
        return items;
    }
}
