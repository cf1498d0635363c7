// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.avro.AllTypes;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.InstantiationUtil;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the rows that Avro records are mapped to, and which records are refused. */
class AvroRowMappingTest {

    private static final String DECIMAL =
            "{'type': 'bytes', 'logicalType': 'decimal', 'precision': 6, 'scale': 2}";
    private static final String MICROS = "{'type': 'long', 'logicalType': 'timestamp-micros'}";

    @Test
    void fieldsFindTheirColumnsByNameAndOthersAreLeftOut() {
        Schema schema =
                SchemaBuilder.record("Visit")
                        .fields()
                        .requiredLong("userId")
                        .optionalString("page")
                        .endRecord();
        BoundMapping<GenericRecord> bound =
                AvroRowMapping.of(schema)
                        .bind(
                                Columns.of(
                                        "more",
                                        "Int8",
                                        "page",
                                        "Nullable(String)",
                                        "user_id",
                                        "UInt64"));
        assertThat(bound.columns()).extracting(ColumnSpec::name).containsExactly("user_id", "page");
        GenericRecord record = new GenericData.Record(schema);
        record.put("userId", 7L);
        RowData row = bound.converter().toRow(record);
        assertThat(row.getLong(0)).isEqualTo(7);
        assertThat(row.isNullAt(1)).isTrue();
    }

    @Test
    void travelsWithTheJob() throws Exception {
        Schema schema = record("f", "'int'");
        RowMapping<GenericRecord> copy = InstantiationUtil.clone(AvroRowMapping.of(schema));
        GenericRecord record = new GenericData.Record(schema);
        record.put("f", 5);
        assertThat(copy.bind(Columns.of("f", "Int8")).converter().toRow(record).getInt(0))
                .isEqualTo(5);
    }

    @Test
    void aRecordOfAnotherSchemaIsReadByTheNamesOfItsFields() {
        RowConverter<GenericRecord> converter =
                AvroRowMapping.of(record("a", "'int'", "b", "'int'"))
                        .bind(Columns.of("a", "Int32", "b", "Int32"))
                        .converter();
        Schema newer = record("b", "'int'", "c", "'int'", "a", "'int'");
        GenericRecord record = new GenericData.Record(newer);
        record.put("a", 1);
        record.put("b", 2);
        record.put("c", 3);
        RowData row = converter.toRow(record);
        assertThat(row.getInt(0)).isEqualTo(1);
        assertThat(row.getInt(1)).isEqualTo(2);
        assertThatThrownBy(() -> converter.toRow(new GenericData.Record(record("a", "'int'"))))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("no field 'b'");
    }

    @Test
    void valuesMayBeThoseOfAvrosConversions() {
        UUID uid = new UUID(1, 2);
        String local = "{'type': 'long', 'logicalType': 'local-timestamp-micros'}";
        LocalDateTime wall = LocalDateTime.parse("2026-01-02T03:04:05.000006");
        Instant before = Instant.parse("1969-12-31T23:59:59.999999Z");
        TimestampData lastMicro = TimestampData.fromEpochMillis(-1, 999_000);
        assertThat(row(MICROS, "DateTime64(6)", before).getTimestamp(0, 6)).isEqualTo(lastMicro);
        assertThat(row(MICROS, "DateTime64(6)", -1L).getTimestamp(0, 6)).isEqualTo(lastMicro);
        assertThat(row(local, "DateTime64(6)", wall).getTimestamp(0, 6))
                .isEqualTo(TimestampData.fromLocalDateTime(wall));
        assertThat(row(logical("int", "date"), "Date", LocalDate.ofEpochDay(3)).getInt(0))
                .isEqualTo(3);
        assertThat(row(logical("long", "time-micros"), "Time64(3)", LocalTime.of(0, 1)).getInt(0))
                .isEqualTo(60_000);
        assertThat(row(DECIMAL, "Decimal(6, 2)", new BigDecimal("1.5")).getDecimal(0, 6, 2))
                .hasToString("1.50");
        assertThat(row(logical("string", "uuid"), "UUID", uid).getString(0))
                .hasToString(uid.toString());
    }

    @Test
    void aUuidMayBeSixteenBytes() {
        UUID uid = UUID.fromString("61f0c404-5cb3-11e7-907b-a6006ad3dba0");
        String type = "{'type': 'fixed', 'name': 'U', 'size': 16, 'logicalType': 'uuid'}";
        byte[] bytes =
                ByteBuffer.allocate(16)
                        .putLong(uid.getMostSignificantBits())
                        .putLong(uid.getLeastSignificantBits())
                        .array();
        Schema schema = record("f", type).getField("f").schema();
        assertThat(row(type, "UUID", new GenericData.Fixed(schema, bytes)).getString(0))
                .hasToString(uid.toString());
    }

    @Test
    void aTimeFinerThanAMillisecondIsRefusedAndNotCut() {
        refuses(logical("long", "time-micros"), "Time64(6)", 1001L, "holds milliseconds");
        refuses(
                logical("long", "time-micros"),
                "Time64(6)",
                LocalTime.of(0, 0, 0, 1000),
                "holds milliseconds");
    }

    @Test
    void bytesStayReadable() {
        Schema schema = record("raw", "'bytes'");
        RowConverter<GenericRecord> converter =
                AvroRowMapping.of(schema).bind(Columns.of("raw", "String")).converter();
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}).position(1).limit(3);
        GenericRecord record = new GenericData.Record(schema);
        record.put("raw", bytes);
        assertThat(converter.toRow(record).getBinary(0)).containsExactly(1, 2);
        assertThat(converter.toRow(record).getBinary(0)).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "['null', 'int']                      | Int32         | is nullable",
                "['int', 'string']                    | Int32         | union of several types",
                "['null', 'int', 'string']            | Int32         | union of several types",
                "'null'                               | Int32         | only null",
                "'long'                               | DateTime64(6) | BIGINT NOT NULL cannot be written",
                "'string'                             | Int32         | STRING NOT NULL cannot be written",
                "{'type': 'array', 'items': 'long'}   | Int32         | cannot be written",
                "{'type': 'array', 'items': ['int', 'string']} | Array(Int32) | an element of column",
                "{'type': 'map', 'values': ['int', 'string']}  | Map(String, Int32) | a value of column",
                "{'type': 'record', 'name': 'N', 'fields': [{'name': 'x', 'type': ['int', 'string']}]} | Tuple(x Int32) | field 'x' of column",
                "{'type': 'record', 'name': 'N', 'fields': [{'name': 'x', 'type': 'int'}]} | Tuple(y Int32) | no field 'y'",
                "{'type': 'record', 'name': 'N', 'fields': [{'name': 'n', 'type': ['null', 'N']}]} | Tuple(n Int32) | contains itself",
                "{'type': 'fixed', 'name': 'D', 'size': 12, 'logicalType': 'duration'} | String | months, days",
                "{'type': 'bytes', 'logicalType': 'big-decimal'} | Decimal(9, 2) | different scale in each value"
            })
    void refusesATypeThatTheColumnCannotHold(String type, String column, String told) {
        assertThatThrownBy(() -> AvroRowMapping.of(record("f", type)).bind(Columns.of("f", column)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Avro field 'f'")
                .hasMessageContaining("column 'f' " + column)
                .hasMessageContaining(told);
    }

    @Test
    void refusesAFieldWithoutAColumn() {
        assertThatThrownBy(
                        () ->
                                AvroRowMapping.of(record("nowhere", "'int'"))
                                        .bind(Columns.of("f", "Int32")))
                .hasMessageContaining("no column 'nowhere'")
                .hasMessageContaining("the columns are f");
    }

    @Test
    void refusesAValueThatDoesNotFitAndNamesFieldAndType() {
        refuses("'int'", "Int32", "x", "java.lang.String", "'f' int");
        refuses("'int'", "Int32", null, "null", "'f' int");
        refuses(MICROS, "DateTime64(6)", "x", "java.lang.String", "long timestamp-micros");
        refuses(DECIMAL, "Decimal(6, 2)", new BigDecimal("1.234"), "rounding", "decimal");
        refuses(DECIMAL, "Decimal(6, 2)", ByteBuffer.wrap(new byte[9]).put(0, (byte) 1), "range");
        refuses("{'type': 'array', 'items': 'int'}", "Array(Int32)", 1, "Integer", "a Collection");
        refuses(
                "{'type': 'array', 'items': 'int'}",
                "Array(Int32)",
                List.of("x"),
                "an element of column 'f'");
        refuses("{'type': 'map', 'values': 'int'}", "Map(String, Int32)", 1, "a Map");
        refuses(
                "{'type': 'record', 'name': 'N', 'fields': [{'name': 'x', 'type': 'int'}]}",
                "Tuple(x Int32)",
                1,
                "an Avro record");
    }

    @Test
    void refusesWhatIsNoRecord() {
        assertThatThrownBy(() -> AvroRowMapping.of(SchemaBuilder.builder().intType()))
                .hasMessageContaining("of type int");
        assertThatThrownBy(() -> AvroRowMapping.of((Schema) null)).hasMessageContaining("null");
        assertThatThrownBy(() -> AvroRowMapping.of((Class<AllTypes>) null))
                .hasMessageContaining("null");
        assertThatThrownBy(() -> AvroRowMapping.of(SpecificRecord.class))
                .hasMessageContaining("no Avro schema");
    }

    @Test
    void theKindOfARecordIsGivenByAFunction() {
        Schema schema = record("id", "'int'");
        GenericRecord record = new GenericData.Record(schema);
        record.put("id", 1);
        assertThat(
                        AvroRowMapping.of(schema)
                                .kind(any -> RowKind.DELETE)
                                .bind(Columns.of("id", "Int32"))
                                .converter()
                                .toRow(record)
                                .getRowKind())
                .isEqualTo(RowKind.DELETE);
    }

    private static RowData row(String type, String column, Object value) {
        Schema schema = record("f", type);
        GenericRecord record = new GenericData.Record(schema);
        record.put("f", value);
        return AvroRowMapping.of(schema).bind(Columns.of("f", column)).converter().toRow(record);
    }

    private static String logical(String type, String logicalType) {
        return "{'type': '" + type + "', 'logicalType': '" + logicalType + "'}";
    }

    private static void refuses(String type, String column, Object value, String... told) {
        Schema schema = record("f", type);
        RowConverter<GenericRecord> converter =
                AvroRowMapping.of(schema).bind(Columns.of("f", column)).converter();
        GenericRecord record = new GenericData.Record(schema);
        record.put("f", value);
        assertThatThrownBy(() -> converter.toRow(record))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("Avro field 'f'")
                .hasMessageContainingAll(told);
    }

    /** A record whose fields are pairs of a name and a type. */
    private static Schema record(String... namesAndTypes) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            fields.append(i == 0 ? "" : ", ")
                    .append("{'name': '")
                    .append(namesAndTypes[i])
                    .append("', 'type': ")
                    .append(namesAndTypes[i + 1])
                    .append('}');
        }
        String text = "{'type': 'record', 'name': 'N0', 'fields': [" + fields + "]}";
        return new Schema.Parser().parse(text.replace('\'', '"'));
    }
}
