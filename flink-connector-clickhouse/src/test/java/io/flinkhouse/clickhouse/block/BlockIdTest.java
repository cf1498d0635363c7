// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BlockIdTest {

    @Test
    void readsBackWhatItWrites() {
        for (BlockId id :
                new BlockId[] {
                    new BlockId(0, 0),
                    new BlockId(-1, -1),
                    new BlockId(1, 0),
                    new BlockId(0, 1),
                    BlockId.next(1_789_000_000_000L)
                }) {
            assertThat(BlockId.parse(id.toString())).isEqualTo(id);
        }
    }

    @Test
    void sortsByTimeAsTextToo() {
        BlockId earlier = BlockId.next(1_700_000_000_000L);
        BlockId later = BlockId.next(1_700_000_000_001L);

        assertThat(earlier).isLessThan(later);
        assertThat(earlier.toString()).isLessThan(later.toString());
    }

    @Test
    void differsThoughTheClockStands() {
        Set<BlockId> ids = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            ids.add(BlockId.next(1_700_000_000_000L));
        }
        assertThat(ids).hasSize(100_000);
    }

    @Test
    void refusesWhatIsNoId() {
        assertThatThrownBy(() -> BlockId.parse("short")).hasMessageContaining("26 characters");
        assertThatThrownBy(() -> BlockId.parse("0000000000000000000000000U"))
                .hasMessageContaining("base 32");
    }
}
