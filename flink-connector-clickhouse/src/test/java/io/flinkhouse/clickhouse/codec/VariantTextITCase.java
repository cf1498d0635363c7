// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.VarCharType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ClickHouseExtension.class)
class VariantTextITCase {

    private static final LogicalType TEXT = new VarCharType(VarCharType.MAX_LENGTH);

    @Test
    void aTextBecomesTheMemberStringWhateverItLooksLike(ClickHouseDatabase db) {
        db.execute(
                "CREATE TABLE variants (v Variant(UInt64, String), vs Array(Variant(Bool, String)))"
                        + " ENGINE = Memory");
        NativeBlockBuilder encoder =
                new NativeBlockBuilder(
                        List.of(
                                spec("v", "Variant(UInt64, String)", TEXT),
                                spec("vs", "Array(Variant(Bool, String))", new ArrayType(TEXT))));
        encoder.append(row("42", "true", null));
        encoder.append(row(null));
        encoder.append(row("", "x"));
        NativeHttp.insert(db, "variants", encoder.seal());

        assertThat(db.query("SELECT v, variantType(v), vs FROM variants"))
                .containsExactly(
                        List.of("42", "String", "['true',NULL]"),
                        Arrays.asList(null, "None", "[]"),
                        List.of("", "String", "['x']"));
    }

    private static GenericRowData row(String value, String... elements) {
        Object[] texts = new Object[elements.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = StringData.fromString(elements[i]);
        }
        return GenericRowData.of(StringData.fromString(value), new GenericArrayData(texts));
    }

    private static ColumnSpec spec(String name, String type, LogicalType flink) {
        return new ColumnSpec(name, TypeParser.parse(type), flink);
    }
}
