// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChaosArgumentsTest {

    @Test
    void withoutArgumentsAllShapesMeetAllKinds() {
        ChaosArguments arguments = ChaosArguments.parse();

        assertThat(arguments.shapes()).containsExactly(Shapes.values());
        assertThat(arguments.kinds()).containsExactly(FaultKind.values());
        assertThat(arguments.faultsOf(Shapes.FENCE_ONLY)).isEqualTo(10);
    }

    @Test
    void eachArgumentIsTaken() {
        ChaosArguments arguments =
                ChaosArguments.parse(
                        "--shape",
                        "fence-only,clock",
                        "--seed",
                        "7",
                        "--faults",
                        "3",
                        "--kinds",
                        "kill-kafka,slow-insert");

        assertThat(arguments)
                .isEqualTo(
                        new ChaosArguments(
                                3,
                                7,
                                List.of(FaultKind.KILL_KAFKA, FaultKind.SLOW_INSERT),
                                List.of(Shapes.FENCE_ONLY, Shapes.CLOCK)));
    }

    @Test
    void faultsAreSpreadOverTheShapes() {
        ChaosArguments arguments =
                ChaosArguments.parse("--faults", "8", "--shape", "views,grants,bounded");

        assertThat(arguments.shapes()).extracting(arguments::faultsOf).containsExactly(3, 3, 2);
    }

    @Test
    void allShapesCanBeAskedFor() {
        assertThat(ChaosArguments.parse("--shape", "all").shapes())
                .containsExactly(Shapes.values());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--shape wide | Shape 'wide' does not exist",
                "--kinds kill-bill | Fault 'kill-bill' does not exist",
                "--faults many | --faults needs a number from 0 on, not 'many'",
                "--seed -1 | --seed needs a number from 0 on, not '-1'",
                "--seed | --seed needs a value",
                "--fast 1 | Unknown argument --fast"
            })
    void whatIsWrongIsNamed(String line, String message) {
        assertThatThrownBy(() -> ChaosArguments.parse(line.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void theUsageNamesEachShapeAndKind() {
        assertThat(Arrays.asList(Shapes.values()))
                .allSatisfy(s -> assertThat(ChaosArguments.USAGE).contains(s.toString()));
        assertThat(Arrays.asList(FaultKind.values()))
                .allSatisfy(k -> assertThat(ChaosArguments.USAGE).contains(k.toString()));
    }
}
