// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Settings as immutable values that are valid once they exist. Knows {@code error}. */
package io.flinkhouse.config;
