// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A line of the table in docs/kafka.md that tells what {@code avro-confluent} does to a value.
 *
 * @param schema the Avro schema of the field
 * @param value the value in the message
 * @param type the Flink type of the column
 * @param result the value in ClickHouse, or "error"
 */
record AvroLine(String schema, String value, String type, String result) {

    private static final Path PAGE = Path.of("..", "docs", "kafka.md");
    private static final String HEADER =
            "| in the Avro schema | in the message | Flink type | arrives as |";

    static List<AvroLine> ofThePage() throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        return page.subList(page.indexOf(HEADER) + 2, page.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.replace("`", "").substring(2).split(" \\| | \\|$"))
                .map(cells -> new AvroLine(cells[0], cells[1], cells[2], cells[3]))
                .toList();
    }

    /** Returns the schema of a record with this field. */
    String record(String field) {
        return "{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"%s\", \"type\": %s}]}"
                .formatted(field, schema);
    }

    AvroLine withResult(String seen) {
        return new AvroLine(schema, value, type, seen);
    }

    /** Returns the ClickHouse type for the column. */
    String stored() {
        return switch (type) {
            case "INT" -> "Int32";
            case "BIGINT" -> "Int64";
            case "FLOAT" -> "Float32";
            case "DOUBLE" -> "Float64";
            case "TIMESTAMP(3)" -> "DateTime64(3, 'UTC')";
            default -> type.startsWith("DECIMAL") ? type.replace("DECIMAL", "Decimal") : "String";
        };
    }

    /** Writes the value as Avro does. */
    void write(ByteArrayOutputStream out) {
        if (schema.startsWith("[")) {
            boolean number = Character.isDigit(value.charAt(0));
            writeLong(number ? 1 : 2, out);
            new AvroLine(number ? "\"int\"" : "\"string\"", value, type, result).write(out);
        } else if (schema.contains("\"enum\"")) {
            String symbols = schema.substring(schema.indexOf('[') + 1, schema.indexOf(']'));
            writeLong(List.of(symbols.split(", ")).indexOf('"' + value + '"'), out);
        } else if (schema.contains("\"decimal\"")) {
            writeBytes(new BigDecimal(value).unscaledValue().toByteArray(), out);
        } else if (schema.contains("\"fixed\"")) {
            out.writeBytes(value.getBytes(StandardCharsets.UTF_8));
        } else if (schema.equals("\"float\"")) {
            out.writeBytes(littleEndian(Float.BYTES).putFloat(Float.parseFloat(value)).array());
        } else if (schema.equals("\"double\"")) {
            out.writeBytes(littleEndian(Double.BYTES).putDouble(Double.parseDouble(value)).array());
        } else if (schema.equals("\"string\"")) {
            writeBytes(value.getBytes(StandardCharsets.UTF_8), out);
        } else {
            writeLong(Long.parseLong(value), out);
        }
    }

    /** Begins a message as the serializers of a schema registry do. */
    static ByteArrayOutputStream message(int magic, int schema) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(magic);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(schema).array());
        return out;
    }

    static void writeLong(long value, ByteArrayOutputStream out) {
        long rest = value << 1 ^ value >> 63;
        while (rest >>> 7 != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    static void writeBytes(byte[] bytes, ByteArrayOutputStream out) {
        writeLong(bytes.length, out);
        out.writeBytes(bytes);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
