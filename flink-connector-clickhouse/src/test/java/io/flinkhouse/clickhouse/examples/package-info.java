// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Jobs to copy from; each is compiled and run by a test. */
package io.flinkhouse.clickhouse.examples;
