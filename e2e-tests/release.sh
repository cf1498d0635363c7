#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0: see LICENSE.
# Rehearses a release of the last commit: release.sh --dry-run [VERSION]
# Builds it under the version of the release in a copy, without the checks of 'mvn verify', deploys it to target/release-repo, and checks that
# every file is there that Maven Central asks for. It signs and publishes nothing, and changes nothing in the checkout.
# MAVEN_ARGS go to Maven; not -o, since Maven deploys nothing when it is offline, not even to a directory.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
if [ "${1:-}" != --dry-run ]; then
  echo "Usage: release.sh --dry-run [VERSION]. Publishing needs the keys of the maintainers: docs/CONTRIBUTING.md has the steps."
  exit 2
fi
snapshot=$(sed -n '0,/<version>/s:.*<version>\(.*\)</version>.*:\1:p' "$root/pom.xml")
version=${2:-${snapshot%-SNAPSHOT}}
repository="$root/target/release-repo"
copy="$root/target/release-source"
rm -rf "$repository" "$copy"
mkdir -p "$repository" "$copy"
git -C "$root" archive HEAD | tar -x -C "$copy"
find "$copy" -name pom.xml -exec sed -i "s:<version>$snapshot</version>:<version>$version</version>:" {} +
sed -i "s|<project.build.outputTimestamp>.*<|<project.build.outputTimestamp>$(TZ=UTC git -C "$root" log -1 --date=format-local:%Y-%m-%dT%H:%M:%SZ --format=%cd)<|" "$copy/pom.xml"
echo "Building $version of $(git -C "$root" log -1 --format=%h) ..."
# shellcheck disable=SC2086
mvn -B -q -f "$copy/pom.xml" ${MAVEN_ARGS:-} -Prelease -Dfast -DskipTests -DskipITs -Dmaven.install.skip -Dstyle.color=never \
  -pl .,flink-connector-clickhouse,flink-sql-connector-clickhouse \
  -DaltDeploymentRepository="dry-run::file://$repository" deploy

missing=0
need() { # FILE, and its checksums
  for file in "$1" "$1.md5" "$1.sha1"; do
    [ -s "$file" ] || { echo "missing: ${file#"$repository/"}"; missing=$((missing + 1)); }
  done
}
say() { # FILE ELEMENT: the pom, or the one that it inherits from, has the element
  grep -q "<$2[ >]" "$1" || { echo "missing in ${1##*/}: <$2>"; missing=$((missing + 1)); }
}
group="$repository/io/flinkhouse"
parent="$group/flink-connector-clickhouse-parent/$version/flink-connector-clickhouse-parent-$version.pom"
need "$parent"
for element in name description url license developer scm connection; do say "$parent" "$element"; done
for artifact in flink-connector-clickhouse flink-sql-connector-clickhouse; do
  base="$group/$artifact/$version/$artifact-$version"
  for suffix in .pom .jar -sources.jar -javadoc.jar; do need "$base$suffix"; done
  for element in name description; do say "$base.pom" "$element"; done
  for jar in sources javadoc; do
    [ "$(unzip -l "$base-$jar.jar" | grep -c 'io/flinkhouse/clickhouse/sink/ClickHouseSink\.')" -gt 0 ] \
      || { echo "empty: $artifact-$version-$jar.jar"; missing=$((missing + 1)); }
  done
  [ "$(unzip -p "$base.jar" META-INF/MANIFEST.MF | grep -c '^Automatic-Module-Name: ')" = 1 ] || { echo "no module name: $base.jar"; missing=$((missing + 1)); }
done
need "$group/flink-sql-connector-clickhouse/$version/flink-sql-connector-clickhouse-$version-cyclonedx.json"
if grep -rl --include=*.pom -- -SNAPSHOT "$repository"; then
  echo "these name a snapshot"
  missing=$((missing + 1))
fi
find "$repository" -type f ! -name '*.md5' ! -name '*.sha1' ! -name '*.sha256' ! -name '*.sha512' | sed "s:$repository/::" | sort
[ "$missing" = 0 ] || { echo "$missing of the things that Maven Central asks for are missing"; exit 1; }
echo "Complete, but unsigned: Maven Central also asks for a signature (.asc) of each file."
