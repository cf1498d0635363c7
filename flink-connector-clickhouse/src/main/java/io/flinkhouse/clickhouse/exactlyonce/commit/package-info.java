// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * The two-phase commit of exactly-once delivery, and nothing else.
 *
 * <p>ClickHouse has no general transactions. Exactly-once comes from three things together:
 *
 * <ul>
 *   <li><b>Write-ahead.</b> Rows become sealed, immutable blocks before a checkpoint ({@link
 *       io.flinkhouse.clickhouse.exactlyonce.spool.SpoolWriter}) and are sent after it is complete
 *       ({@link io.flinkhouse.clickhouse.exactlyonce.commit.BlockCommitter}). Nothing is in the
 *       table before the commit; there is nothing to abort.
 *   <li><b>Token.</b> A block's random id is its {@code insert_deduplication_token} on every
 *       attempt. The server drops what it has, for as long as it remembers: the window.
 *   <li><b>Fence.</b> Where the table has the hidden column, each row carries its block's number,
 *       so that a block in doubt can be looked up at any age.
 * </ul>
 *
 * <p>What happens when a process dies:
 *
 * <pre>
 * before the checkpoint is complete    the spool file is an orphan, swept by age; the source replays
 * after it, before the POST            restored, in doubt, found absent, sent
 * during the POST                      one partition is atomic; absent ones are sent, present ones dropped by token
 *                                      or left out by the repair statement
 * after the POST, before the ledger    found complete by its fence, or sent again and dropped by its token
 * after the ledger, before the file
 *   is removed, or much later          found in the ledger
 * </pre>
 *
 * <p>A committable is fresh only if its {@link
 * io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin#epoch} is this attempt's; all others are
 * in doubt and go through ledger, fence, window and policy, in this order. A failure always ends in
 * an exception: Flink takes a committable that is not signalled for committed.
 */
package io.flinkhouse.clickhouse.exactlyonce.commit;
