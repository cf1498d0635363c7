#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0: see LICENSE.
# Sends changes through a job whose TaskManagers are killed, and compares what they leave:
#   storm.sh [CHANGES [KEYS [KILLS [SEED]]]]
set -euo pipefail
exec "$(dirname "$0")/run-main.sh" io.flinkhouse.clickhouse.e2e.changes.Storm "${1:-1000000}" "${2:-50000}" "${3:-10}" "${4:-1}"
