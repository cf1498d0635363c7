// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.codec;

import io.flinkhouse.codec.MessageFormat.Framing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MessageFormatTest {

    @ParameterizedTest
    @CsvSource({
        "JSONEachRow, LINES",
        "TSV, LINES",
        "AvroConfluent, CONCATENATED",
        "Protobuf, LENGTH_DELIMITED"
    })
    void knowsHowMessagesAreToldApart(String name, Framing framing) {
        assertThat(MessageFormat.of(name).framing()).isEqualTo(framing);
    }

    @ParameterizedTest
    @CsvSource({
        "Avro, use AvroConfluent",
        "Parquet, a whole file",
        "ArrowStream, a whole file",
        "Native, use RowBinary",
        "ProtobufSingle, use Protobuf",
        "RawBLOB, the whole insert would be one value",
        "JSON, use JSONEachRow",
        "CSVWithNames, use CSV",
        "RowBinaryWithNamesAndTypes, use RowBinary"
    })
    void namesWhatToUseInsteadOfAFormatThatTakesNoStream(String name, String advice) {
        assertThatThrownBy(() -> MessageFormat.of(name))
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining(advice);
    }

    @Test
    void suggestsTheNameThatWasMeant() {
        assertThatThrownBy(() -> MessageFormat.of("jsoneachrow"))
                .hasMessageContaining("Did you mean 'JSONEachRow'?");
    }
}
