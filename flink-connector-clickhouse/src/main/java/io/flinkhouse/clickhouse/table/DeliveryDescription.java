// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck.GrantedGuarantee;
import io.flinkhouse.clickhouse.schema.TableReader;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.api.ValidationException;

/** Describes the delivery guarantee that a plan gets for its table, and the mechanism. */
final class DeliveryDescription {

    private DeliveryDescription() {}

    /** For rows or for messages; see {@link GuaranteeCheck}. */
    interface Check {
        GrantedGuarantee of(
                TableReader server, ConnectionConfig connection, ExactlyOnceConfig config)
                throws ClickHouseException;
    }

    /** Asks the server, and refuses where the table cannot have what is asked for. */
    static String checked(Check check, TableSinkConfig settings, TableReader server) {
        if (settings.write().guarantee() != DeliveryGuarantee.EXACTLY_ONCE) {
            return unchecked(settings);
        }
        try {
            return check.of(server, settings.connection(), settings.exactlyOnce()).explanation();
        } catch (ClickHouseException e) {
            throw new ValidationException(e.getMessage());
        }
    }

    static String unchecked(TableSinkConfig settings) {
        return settings.write().guarantee().toString();
    }
}
