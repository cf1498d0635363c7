// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * What becomes of inserts, updates and deletes, by the engine of the target.
 *
 * <p>{@link io.flinkhouse.sink.changelog.ChangelogPlan} is what follows from the target for each
 * kind of change, at planning as well as at the start of a writer, and {@link
 * io.flinkhouse.sink.changelog.ChangelogWriter} does it for each row.
 */
package io.flinkhouse.sink.changelog;
