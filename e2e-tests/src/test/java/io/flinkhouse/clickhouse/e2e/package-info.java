// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Black-box tests: jobs as users write them, on a real cluster, with the jar that is shipped. */
package io.flinkhouse.clickhouse.e2e;
