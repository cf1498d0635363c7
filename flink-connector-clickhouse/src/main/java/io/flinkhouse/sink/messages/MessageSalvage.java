// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.messages;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.client.Payload;
import io.flinkhouse.client.Retry;
import io.flinkhouse.codec.EncodedBlock;
import io.flinkhouse.codec.MessageFormat;
import io.flinkhouse.codec.SealedMessages;
import io.flinkhouse.config.RetryConfig;
import io.flinkhouse.deadletter.DeadLetterTable;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;
import io.flinkhouse.sink.messages.Refusals.Refused;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the messages that are refused by themselves out of a block, so that the others go in.
 *
 * <p>They are found by inserts that land nowhere, so nothing of the block is in the table until its
 * remainder is sent, as one block. The same bytes give the same remainder.
 */
public final class MessageSalvage implements Salvage {

    private static final Logger LOG = LoggerFactory.getLogger(MessageSalvage.class);

    private final RetryConfig retry;
    private final Refusals refusals;

    private MessageSalvage(RetryConfig retry, Refusals refusals) {
        this.retry = retry;
        this.refusals = refusals;
    }

    /** Refused messages are gone. */
    public static Salvage skipping(RetryConfig retry) {
        return new MessageSalvage(retry, Refusals.SKIP);
    }

    /** Refused messages go to a table of their own. */
    public static Salvage keeping(DeadLetterTable table, RetryConfig retry) {
        return new MessageSalvage(retry, new RefusedLetters(table, retry));
    }

    @Override
    public Remainder salvage(
            RefusedBlock block, ClickHouseClient client, ClickHouseException refusal)
            throws ClickHouseException, InterruptedException {
        SealedMessages messages = messages(block);
        DryRun dryRun = new DryRun(client, block.table(), block.format());
        Map<Integer, ClickHouseException> refused =
                Bisection.refused(
                        messages.count(), (from, to) -> attempt(dryRun, messages.range(from, to)));
        if (refused.isEmpty()) {
            throw refusal.kind() == FailureKind.REJECT ? notOneByOne(refusal) : refusal;
        }
        BitSet out = new BitSet();
        List<Refused> found = new ArrayList<>();
        refused.forEach(
                (index, reason) -> {
                    out.set(index);
                    found.add(new Refused(messages.message(index), reason.getMessage()));
                });
        EncodedBlock rest = messages.without(out);
        Optional<ClickHouseException> still = attempt(dryRun, rest);
        if (still.isPresent()) {
            throw notOneByOne(still.get());
        }
        refusals.keep(block, found, client);
        LOG.info(
                "{} refuses {} of {} messages of a block",
                block.table(),
                found.size(),
                messages.count());
        return new Remainder(
                Payload.of(rest.length(), rest::writeTo, rest::release), rest.rows(), found.size());
    }

    private static SealedMessages messages(RefusedBlock block) {
        return SealedMessages.read(
                MessageFormat.of(block.format()).framing(),
                block.stored().frames(),
                block.stored().boundaries(),
                block.messages());
    }

    private Optional<ClickHouseException> attempt(DryRun dryRun, EncodedBlock messages)
            throws ClickHouseException, InterruptedException {
        if (messages.rows() == 0) {
            return Optional.empty();
        }
        return Retry.call(
                retry,
                () ->
                        dryRun.refusal(
                                Payload.of(
                                        messages.length(), messages::writeTo, messages::release)),
                (attempts, wait, failure) ->
                        LOG.info("Trying messages again in {}: {}", wait, failure.getMessage()));
    }

    private static ClickHouseException notOneByOne(ClickHouseException refusal) {
        return new ClickHouseException(
                refusal.code(),
                FailureKind.REJECT,
                refusal.getMessage()
                        + " No single message is to blame: each is taken by itself, so either they"
                        + " cannot stand together in one insert, or a materialized view of the table"
                        + " fails.",
                refusal);
    }
}
