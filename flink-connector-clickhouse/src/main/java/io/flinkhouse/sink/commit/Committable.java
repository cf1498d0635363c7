// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

/**
 * A sealed block that a checkpoint has made due: to be inserted once, however often it is offered.
 */
public record Committable(Block block, Location location) {

    public BlockId id() {
        return block.id();
    }
}
