// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

/** A sealed block without its bytes. Immutable: same id, same bytes, same statement, for ever. */
public record Block(BlockId id, Origin origin, Target target, Content content) {

    @Override
    public String toString() {
        return "block " + id + " (" + content.rows() + " rows) for " + target.table();
    }
}
