#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0: see LICENSE.
# Runs one benchmark: bench.sh NAME [ARGUMENTS]; without a name, lists them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -eq 0 ]; then
  echo "Usage: bench.sh NAME [ARGUMENTS], where NAME is one of:"
  ls "$here/src/test/java/io/flinkhouse/clickhouse/e2e/bench" | sed -n 's/Bench\.java$//p' | sed 's/\(.\)\([A-Z]\)/\1-\2/g' | tr '[:upper:]' '[:lower:]'
  exit 2
fi
name=$(echo "-$1" | awk -F- '{for (i = 2; i <= NF; i++) printf "%s%s", toupper(substr($i, 1, 1)), substr($i, 2)}')
shift
exec "$here/run-main.sh" "io.flinkhouse.clickhouse.e2e.bench.${name}Bench" "$@"
