#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0: see LICENSE.
# Kafka -> Flink SQL -> ClickHouse on real processes:
#   demo.sh [--rows N | --file EVENTS.ndjson] [--semantic none|at-least-once|exactly-once] [--keep]
set -euo pipefail
exec "$(dirname "$0")/run-main.sh" io.flinkhouse.clickhouse.e2e.demo.Demo "$@"
