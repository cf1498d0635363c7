// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec.lz4;

import org.apache.flink.annotation.Internal;

/**
 * Decides whether to compress the next frame of a stream: a stream whose last compressed frame was
 * not halved sends its next frames uncompressed, then tries again.
 *
 * <p>Numbers of eight bytes with three or four random ones shrink by a third to a half at about 18
 * ns each, as long as encoding them takes; {@code bench.sh compression} measures the cost of
 * compressing everything.
 */
@Internal
public final class CompressionChoice {

    private static final int UNTRIED_FRAMES = 15;

    private int untriedLeft;

    /** Returns whether to compress the next frame. */
    boolean worthTrying() {
        if (untriedLeft == 0) {
            return true;
        }
        untriedLeft--;
        return false;
    }

    void tried(int plain, int packed) {
        untriedLeft = packed > plain / 2 ? UNTRIED_FRAMES : 0;
    }
}
