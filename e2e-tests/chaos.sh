#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0: see LICENSE.
# Breaks pipes of all shapes again and again and counts what arrived:
#   chaos.sh [--faults N] [--seed S] [--kinds KIND,...] [--shape NAME,... | all]
set -euo pipefail
exec "$(dirname "$0")/run-main.sh" io.flinkhouse.clickhouse.e2e.chaos.Chaos "$@"
