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

/** Describes the delivery guarantee of a table and its mechanism, for plans. */
final class DeliveryDescription {

    private DeliveryDescription() {}

    /** Reads the guarantee for rows or for messages; see {@link GuaranteeCheck}. */
    interface Check {
        GrantedGuarantee of(
                TableReader server, ConnectionConfig connection, ExactlyOnceConfig config)
                throws ClickHouseException;
    }

    /**
     * Reads the guarantee from the server; fails if the table does not support the requested one.
     */
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
