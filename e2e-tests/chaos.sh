#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0: see LICENSE.
# Kills processes under load and counts what arrived: chaos.sh [ARGUMENTS]
set -euo pipefail
exec "$(dirname "$0")/run-main.sh" io.flinkhouse.e2e.chaos.Chaos "$@"
