// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.ExactlyOnceConfig;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.schema.TargetTable;
import io.flinkhouse.sink.commit.GuaranteeCheck;
import io.flinkhouse.sink.commit.GuaranteeCheck.Standing;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.api.ValidationException;

/** Which delivery a plan promises for a table, in words, and by what. */
final class Promise {

    private Promise() {}

    /** Asks the server, and refuses where the table cannot have what is asked for. */
    static String checked(SinkSettings settings, TargetTable target) {
        return by(GuaranteeCheck::check, settings, target);
    }

    /** The same where the server parses what is sent. */
    static String checkedForMessages(SinkSettings settings, TargetTable target) {
        return by(GuaranteeCheck::checkMessages, settings, target);
    }

    private interface Check {
        Standing of(ConnectionConfig connection, TargetTable target, ExactlyOnceConfig config)
                throws ClickHouseException;
    }

    private static String by(Check check, SinkSettings settings, TargetTable target) {
        if (settings.write().guarantee() != DeliveryGuarantee.EXACTLY_ONCE) {
            return unchecked(settings);
        }
        try {
            return check.of(settings.connection(), target, settings.exactlyOnce()).explanation();
        } catch (ClickHouseException e) {
            throw new ValidationException(e.getMessage());
        }
    }

    static String unchecked(SinkSettings settings) {
        return settings.write().guarantee().toString();
    }
}
