// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A ClickHouse type; {@link Object#toString()} gives its name as the server writes it. */
@Internal
public sealed interface ClickHouseType extends Serializable {

    TypeFamily family();

    /** A type without parameters. */
    record Simple(TypeFamily family) implements ClickHouseType {
        @Override
        public String toString() {
            return family.toString();
        }
    }

    /** Exactly {@code length} bytes. */
    record FixedString(int length) implements ClickHouseType {
        @Override
        public TypeFamily family() {
            return TypeFamily.FIXED_STRING;
        }

        @Override
        public String toString() {
            return "FixedString(" + length + ")";
        }
    }

    record Decimal(int precision, int scale) implements ClickHouseType {
        @Override
        public TypeFamily family() {
            return TypeFamily.DECIMAL;
        }

        @Override
        public String toString() {
            return "Decimal(" + precision + ", " + scale + ")";
        }
    }

    /**
     * Seconds since the epoch; {@code zone} is the time zone of the displayed text, empty if the
     * name has none.
     */
    record DateTime(String zone) implements ClickHouseType {
        @Override
        public TypeFamily family() {
            return TypeFamily.DATE_TIME;
        }

        @Override
        public String toString() {
            return zone.isEmpty() ? "DateTime" : "DateTime(" + Quoting.literal(zone) + ")";
        }
    }

    /** Ticks of 10^-precision seconds since the epoch. */
    record DateTime64(int precision, String zone) implements ClickHouseType {
        @Override
        public TypeFamily family() {
            return TypeFamily.DATE_TIME64;
        }

        @Override
        public String toString() {
            String suffix = zone.isEmpty() ? ")" : ", " + Quoting.literal(zone) + ")";
            return "DateTime64(" + precision + suffix;
        }
    }

    /** Ticks of 10^-precision seconds of a day or of a span below 1000 hours. */
    record Time64(int precision) implements ClickHouseType {
        @Override
        public TypeFamily family() {
            return TypeFamily.TIME64;
        }

        @Override
        public String toString() {
            return "Time64(" + precision + ")";
        }
    }

    /** {@code Enum8} or {@code Enum16}. */
    record Enumeration(TypeFamily family, List<Member> members) implements ClickHouseType {
        public Enumeration {
            members = List.copyOf(members);
        }

        @Override
        public String toString() {
            return Quoting.list(family + "(", members, Member::toString);
        }
    }

    /** A name of an enumeration and its number. */
    record Member(String name, int value) implements Serializable {
        @Override
        public String toString() {
            return Quoting.literal(name) + " = " + value;
        }
    }

    record Nullable(ClickHouseType inner) implements ClickHouseType {
        @Override
        public TypeFamily family() {
            return TypeFamily.NULLABLE;
        }

        @Override
        public String toString() {
            return "Nullable(" + inner + ")";
        }
    }

    record LowCardinality(ClickHouseType inner) implements ClickHouseType {
        @Override
        public TypeFamily family() {
            return TypeFamily.LOW_CARDINALITY;
        }

        @Override
        public String toString() {
            return "LowCardinality(" + inner + ")";
        }
    }

    record Array(ClickHouseType element) implements ClickHouseType {
        @Override
        public TypeFamily family() {
            return TypeFamily.ARRAY;
        }

        @Override
        public String toString() {
            return "Array(" + element + ")";
        }
    }

    record Map(ClickHouseType key, ClickHouseType value) implements ClickHouseType {
        @Override
        public TypeFamily family() {
            return TypeFamily.MAP;
        }

        @Override
        public String toString() {
            return "Map(" + key + ", " + value + ")";
        }
    }

    /** An element of a tuple; its name is empty if it has none. */
    record Field(String name, ClickHouseType type) implements Serializable {
        @Override
        public String toString() {
            return name.isEmpty() ? type.toString() : Quoting.identifier(name) + " " + type;
        }
    }

    record Tuple(List<Field> fields) implements ClickHouseType {
        public Tuple {
            fields = List.copyOf(fields);
        }

        /** Returns whether the elements have names: all of them or none. */
        public boolean named() {
            return !fields.isEmpty() && !fields.get(0).name().isEmpty();
        }

        @Override
        public TypeFamily family() {
            return TypeFamily.TUPLE;
        }

        @Override
        public String toString() {
            return Quoting.list("Tuple(", fields, Field::toString);
        }
    }

    /** An array of named tuples. */
    record Nested(List<Field> fields) implements ClickHouseType {
        public Nested {
            fields = List.copyOf(fields);
        }

        @Override
        public TypeFamily family() {
            return TypeFamily.NESTED;
        }

        @Override
        public String toString() {
            return Quoting.list("Nested(", fields, Field::toString);
        }
    }

    /** A value of one of several types, or NULL. The server sorts the members by name. */
    record Variant(List<ClickHouseType> members) implements ClickHouseType {
        public Variant {
            members = List.copyOf(members);
        }

        @Override
        public TypeFamily family() {
            return TypeFamily.VARIANT;
        }

        @Override
        public String toString() {
            return Quoting.list("Variant(", members, ClickHouseType::toString);
        }
    }

    /**
     * A value of any type, or NULL; {@code arguments} is the text between the brackets, empty if
     * there are none.
     */
    record Dynamic(String arguments) implements ClickHouseType {
        @Override
        public TypeFamily family() {
            return TypeFamily.DYNAMIC;
        }

        @Override
        public String toString() {
            return arguments.isEmpty() ? "Dynamic" : "Dynamic(" + arguments + ")";
        }
    }

    /**
     * A JSON object; {@code arguments} is the text between the brackets: limits, typed paths,
     * skipped paths.
     */
    record Json(String arguments) implements ClickHouseType {
        @Override
        public TypeFamily family() {
            return TypeFamily.JSON;
        }

        @Override
        public String toString() {
            return arguments.isEmpty() ? "JSON" : "JSON(" + arguments + ")";
        }
    }

    /** Stored, sent and read as its inner type. */
    record SimpleAggregateFunction(String function, ClickHouseType inner)
            implements ClickHouseType {
        @Override
        public TypeFamily family() {
            return TypeFamily.SIMPLE_AGGREGATE_FUNCTION;
        }

        @Override
        public String toString() {
            return "SimpleAggregateFunction(" + function + ", " + inner + ")";
        }
    }

    /**
     * A type that cannot be mapped: an aggregate state, or a type that this connector does not
     * know.
     */
    record Opaque(TypeFamily family, String name) implements ClickHouseType {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Quotes names and joins lists inside a type name. */
    final class Quoting {
        private static final String ESCAPED = "\b\f\n\r\t\0\\";
        private static final String LETTERS = "bfnrt0\\";

        private Quoting() {}

        static String literal(String text) {
            return quote(text, '\'');
        }

        static String identifier(String name) {
            boolean plain =
                    name.matches("[A-Za-z_][A-Za-z0-9_]*")
                            && !name.equalsIgnoreCase("distinct")
                            && !name.equalsIgnoreCase("all")
                            && !name.equalsIgnoreCase("table");
            return plain ? name : quote(name, '`');
        }

        private static String quote(String text, char mark) {
            StringBuilder out = new StringBuilder(text.length() + 2).append(mark);
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                int escape = ESCAPED.indexOf(c);
                if (escape >= 0) {
                    out.append('\\').append(LETTERS.charAt(escape));
                } else if (c == mark) {
                    out.append('\\').append(c);
                } else {
                    out.append(c);
                }
            }
            return out.append(mark).toString();
        }

        static <T> String list(String opening, List<T> items, Function<T, String> text) {
            return items.stream().map(text).collect(Collectors.joining(", ", opening, ")"));
        }
    }
}
