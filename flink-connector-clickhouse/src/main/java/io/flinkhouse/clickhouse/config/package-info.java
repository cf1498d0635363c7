// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Settings as immutable values, checked when they are made; secrets. */
package io.flinkhouse.clickhouse.config;
