// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.config;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How updates and deletes are to be written.
 *
 * @param primaryKey the columns that tell rows apart; empty for a table that is only appended to
 */
public record ChangelogConfig(List<String> primaryKey, DeleteMode deleteMode, UpdateMode updateMode)
        implements Serializable {

    /** Inserts only. */
    public static final ChangelogConfig NONE =
            new ChangelogConfig(List.of(), DeleteMode.REFUSE, UpdateMode.REFUSE);

    public ChangelogConfig {
        primaryKey = new ArrayList<>(primaryKey);
    }

    /** Whether some changes are statements of their own, which cannot be part of a block. */
    public boolean mutates() {
        return deleteMode == DeleteMode.LIGHTWEIGHT_DELETE
                || updateMode == UpdateMode.LIGHTWEIGHT_UPDATE;
    }
}
