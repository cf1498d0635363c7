#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0: see LICENSE.
# Measures the code: house.sh [DIRECTORY of another checkout]
# Without a directory it also runs the tests that count the hops of a row, and the requests of a plan and of a writer's start.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/run-main.sh" io.flinkhouse.clickhouse.e2e.house.House "$@"
if [ $# -eq 0 ]; then
  mvn -B -q -f "$here/../pom.xml" -Dfast -Dhouse=true -Dtest=HopsTest -Dit.test=RequestsITCase -Dstyle.color=never \
    -pl flink-connector-clickhouse verify | sed -n 's/^.*\(hops\|requests\): /\1: /p'
fi
