// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the violations of declared types. */
class RowConstraintTest {

    private static final StringData TEXT = StringData.fromString("\u00e4\ud83d\ude00c");

    @Test
    void anythingWillDoForANullableColumn() {
        assertThat(fault(DataTypes.ARRAY(DataTypes.ROW(DataTypes.INT())), null)).isEmpty();
        assertThat(constraint(DataTypes.ARRAY(DataTypes.ROW(DataTypes.INT())), true).isEmpty())
                .isTrue();
    }

    @Test
    void aFaultDeepInsideIsNamedByItsWholePlace() {
        DataType type =
                DataTypes.ARRAY(
                        DataTypes.ROW(
                                DataTypes.FIELD("a", DataTypes.INT()),
                                DataTypes.FIELD(
                                        "m",
                                        DataTypes.MAP(
                                                DataTypes.STRING(), DataTypes.INT().notNull()))));
        assertThat(fault(type, rows(Map.of(TEXT, 1)))).isEmpty();
        assertThat(fault(type, rows(Collections.singletonMap(TEXT, null))))
                .contains(
                        "Column 'c', an element, field 'm', a value is INT NOT NULL and the message"
                                + " has NULL");
    }

    @Test
    void lengthsAreOfCharactersAndBytes() {
        assertThat(fault(DataTypes.VARCHAR(3), TEXT)).isEmpty();
        assertThat(fault(DataTypes.VARCHAR(2), TEXT))
                .contains("Column 'c' is VARCHAR(2) and the message has a value of length 3");
        assertThat(fault(DataTypes.CHAR(4), TEXT))
                .contains("Column 'c' is CHAR(4) and the message has a value of length 3");
        assertThat(fault(DataTypes.VARBINARY(2), new byte[3]))
                .contains("Column 'c' is VARBINARY(2) and the message has a value of length 3");
        assertThat(fault(DataTypes.BINARY(3), new byte[3])).isEmpty();
        assertThat(fault(DataTypes.ARRAY(DataTypes.VARCHAR(2)), array(TEXT)))
                .contains(
                        "Column 'c', an element is VARCHAR(2) and the message has a value of length"
                                + " 3");
        assertThat(fault(DataTypes.VARCHAR(2), null)).isEmpty();
    }

    @Test
    void lengthsAreLeftAloneUnlessFlinkLooksAtThem() {
        assertThat(constraint(DataTypes.VARCHAR(2), false).isEmpty()).isTrue();
    }

    private static GenericArrayData rows(Map<StringData, Integer> map) {
        return array(GenericRowData.of(1, new GenericMapData(map)));
    }

    private static GenericArrayData array(Object element) {
        return new GenericArrayData(new Object[] {null, element});
    }

    private static Optional<String> fault(DataType type, Object value) {
        return constraint(type, true).fault(GenericRowData.of(value));
    }

    private static RowConstraint constraint(DataType type, boolean lengths) {
        return RowConstraint.of(
                List.of(RowConstraint.CheckedField.of(0, "c", type.getLogicalType())), lengths);
    }
}
