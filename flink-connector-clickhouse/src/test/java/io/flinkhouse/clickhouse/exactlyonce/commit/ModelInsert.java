// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.InsertForm;

import java.util.List;
import java.util.Set;

/**
 * An insert of the model.
 *
 * @param partitions that it inserts, as a guard has decided when the insert began
 * @param leftOut records that the server has refused before
 */
record ModelInsert(
        ModelBlock block,
        String token,
        InsertForm form,
        List<Integer> partitions,
        Set<Integer> leftOut) {

    ModelInsert of(List<Integer> some) {
        return new ModelInsert(block, token, form, some, leftOut);
    }

    List<Integer> records(int partition) {
        return block.of(partition).stream().filter(each -> !leftOut.contains(each)).toList();
    }
}
