// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.sink.commit.GuaranteeCheck;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.api.ValidationException;

/** Which delivery a plan promises for a table, in words, and by what. */
final class Promise {

    private Promise() {}

    /** Asks the server, and refuses where the table cannot have what is asked for. */
    static String checked(SinkSettings settings) {
        if (settings.write().guarantee() != DeliveryGuarantee.EXACTLY_ONCE) {
            return unchecked(settings);
        }
        try {
            return GuaranteeCheck.check(
                            settings.connection(), settings.table(), settings.exactlyOnce())
                    .explanation();
        } catch (ClickHouseException e) {
            throw new ValidationException(e.getMessage());
        }
    }

    static String unchecked(SinkSettings settings) {
        return settings.write().guarantee().toString();
    }
}
