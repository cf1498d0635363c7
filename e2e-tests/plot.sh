#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0: see LICENSE.
# Draws the tables of docs/benchmarks.md that have a mark <!-- plot: name.svg | column --> before them into docs/images: plot.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
exec java "$here/src/test/java/io/flinkhouse/clickhouse/e2e/bench/Plots.java" "$here/../docs"
