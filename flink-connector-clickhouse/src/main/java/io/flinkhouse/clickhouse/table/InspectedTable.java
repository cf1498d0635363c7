// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.changelog.ChangelogPlan;
import io.flinkhouse.clickhouse.schema.TableDescription;

import java.util.Optional;

/**
 * The table metadata, changelog plan and rights that planning needs.
 *
 * @param changes the plan for inserts, updates and deletes
 * @param obstacle the reason why this user cannot write to the table at all
 */
record InspectedTable(TableDescription table, ChangelogPlan changes, Optional<String> obstacle) {}
