#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0: see LICENSE.
# Measures the code: house.sh [DIRECTORY of another checkout]
# Without a directory it also runs the tests that count a row's hops and the requests of a planned INSERT and of a writer.
set -euo pipefail
"$(dirname "$0")/run-main.sh" io.flinkhouse.clickhouse.e2e.house.House "$@"
