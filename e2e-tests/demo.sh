#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0: see LICENSE.
# Kafka -> Flink SQL -> ClickHouse on real processes:
#   demo.sh [--rows N | --file EVENTS.ndjson] [--semantic none|at-least-once|exactly-once] [--round-trip] [--keep]
# With --round-trip the rows go back to another topic, where they are counted.
set -euo pipefail
case " $* " in *" --help "* | *" -h "*)
  sed -n '3,5s/^# //p' "$0"
  exit ;;
esac
exec "$(dirname "$0")/run-main.sh" io.flinkhouse.clickhouse.e2e.demo.Demo "$@"
