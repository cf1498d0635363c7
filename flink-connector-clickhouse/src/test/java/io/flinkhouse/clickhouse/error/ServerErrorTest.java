// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ServerErrorTest {

    @Test
    void knowsWhatMayPass() {
        int[] passing = {
            3, 107, 159, 202, 203, 209, 210, 216, 241, 242, 252, 285, 286, 319, 425, 999, 0, 98_765
        };
        for (int code : passing) {
            assertThat(ServerError.kindOf(code, "")).as("%d", code).isEqualTo(FailureKind.RETRY);
        }
    }

    @Test
    void knowsWhatTheDataIsToBlameFor() {
        for (int code : new int[] {6, 26, 27, 41, 70, 131, 349, 691}) {
            assertThat(ServerError.kindOf(code, "")).as("%d", code).isEqualTo(FailureKind.REJECT);
        }
    }

    @Test
    void knowsWhatAPersonMustMend() {
        for (int code : new int[] {16, 53, 60, 81, 164, 497, 516}) {
            assertThat(ServerError.kindOf(code, "")).as("%d", code).isEqualTo(FailureKind.FAIL);
        }
    }

    @Test
    void tellsTooManyPartitionsFromTooManyParts() {
        assertThat(ServerError.kindOf(252, "Too many parts (3000)")).isEqualTo(FailureKind.RETRY);
        assertThat(ServerError.kindOf(252, "Too many partitions for single INSERT block"))
                .isEqualTo(FailureKind.FAIL);
    }
}
