// Licensed under the Apache License, Version 2.0: see LICENSE.
/** What can go wrong, and what is to be done about it. Knows nothing else of this project. */
package io.flinkhouse.error;
