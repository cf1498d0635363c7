// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import io.flinkhouse.clickhouse.source.split.TableSplit;
import io.flinkhouse.clickhouse.source.split.TableSplitSerializer;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.InputSplit;

import java.io.IOException;

/** A split of the rows of a full cache, in the form that Flink's cache takes. */
@Internal
public final class CacheSplit implements InputSplit {

    private static final long serialVersionUID = 1L;

    private final int number;
    private final byte[] split;
    private final boolean reload;

    /**
     * @param reload whether the cache has rows of an earlier load
     */
    CacheSplit(int number, TableSplit split, boolean reload) throws IOException {
        this.number = number;
        this.split = new TableSplitSerializer().serialize(split);
        this.reload = reload;
    }

    @Override
    public int getSplitNumber() {
        return number;
    }

    TableSplit split() throws IOException {
        TableSplitSerializer serializer = new TableSplitSerializer();
        return serializer.deserialize(serializer.getVersion(), split);
    }

    boolean reload() {
        return reload;
    }

    @Override
    public String toString() {
        return "split " + number;
    }
}
