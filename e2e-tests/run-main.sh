#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0: see LICENSE.
# Builds what changed and runs one main class of this module: run-main.sh CLASS [ARGUMENTS]
# MAVEN_ARGS go to Maven (as -Dflink.version=2.3.0), JAVA_ARGS to the JVM.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
echo "Building the connector and its jar (the first time, Maven downloads what that needs) ..."
# shellcheck disable=SC2086
mvn -B -q -f "$here/../pom.xml" ${MAVEN_ARGS:-} -Dfast -DskipTests -Dstyle.color=never -pl e2e-tests -am package
version=$(echo "${MAVEN_ARGS:-}" | sed -n 's/.*\(-Dflink\.version=[^ ]*\).*/\1/p')
main=$1
shift
jar=$(find "$here/../flink-sql-connector-clickhouse/target" -maxdepth 1 -name 'flink-sql-connector-clickhouse-*.jar' ! -name '*-tests.jar' ! -name '*-sources.jar')
# shellcheck disable=SC2086
exec java ${JAVA_ARGS:-} $version -Dconnector.jar="$jar" -Dsql.dir="$here/sql" -Ddocs.dir="$here/../docs" \
  -cp "$here/target/test-classes:$(cat "$here/target/classpath.txt")" "$main" "$@"
