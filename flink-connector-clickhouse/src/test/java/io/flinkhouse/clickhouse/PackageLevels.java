// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse;

import java.util.List;
import java.util.Map;

import static java.util.Map.entry;

/** Lists which package may use which; the levels of docs/architecture.md are this map. */
final class PackageLevels {

    static final Map<String, List<String>> MAY_USE =
            Map.ofEntries(
                    entry("error", List.of()),
                    entry("config", List.of()),
                    entry("types", List.of()),
                    entry("sql", List.of()),
                    entry("compat", List.of()),
                    entry("metrics", List.of()),
                    entry("kafka.format", List.of()),
                    entry("lineage", List.of("config", "sql")),
                    entry("block", List.of("error")),
                    entry("mapping", List.of("error", "types")),
                    entry("source.split", List.of("config", "types", "sql")),
                    entry("codec.lz4", List.of("block")),
                    entry("client", List.of("codec.lz4", "block", "error", "config")),
                    entry("codec", List.of("codec.lz4", "block", "error", "types")),
                    entry("passthrough", List.of("codec.lz4", "block", "error")),
                    entry("schema", List.of("client", "error", "config", "types", "sql")),
                    entry(
                            "source.enumerator",
                            List.of("client", "source.split", "error", "config", "types", "sql")),
                    entry(
                            "exactlyonce.spool",
                            List.of("client", "block", "error", "config", "sql")),
                    entry(
                            "exactlyonce.guarantee",
                            List.of("schema", "client", "error", "config", "sql")),
                    entry(
                            "changelog",
                            List.of(
                                    "schema", "client", "codec", "error", "config", "types",
                                    "sql")),
                    entry(
                            "deadletter",
                            List.of("schema", "client", "codec", "block", "error", "types", "sql")),
                    entry("pushdown", List.of("schema", "source.split", "types", "sql")),
                    entry("audit", List.of("schema", "client", "error", "sql", "kafka.format")),
                    entry("ddl", List.of("schema", "config", "types", "sql")),
                    entry(
                            "source.follow",
                            List.of(
                                    "schema",
                                    "source.enumerator",
                                    "client",
                                    "source.split",
                                    "error",
                                    "config",
                                    "sql")),
                    entry(
                            "source.reader",
                            List.of(
                                    "source.follow",
                                    "schema",
                                    "source.enumerator",
                                    "client",
                                    "codec",
                                    "block",
                                    "source.split",
                                    "error",
                                    "config",
                                    "types",
                                    "sql",
                                    "metrics")),
                    entry(
                            "rejection",
                            List.of(
                                    "deadletter",
                                    "schema",
                                    "client",
                                    "codec",
                                    "passthrough",
                                    "block",
                                    "error",
                                    "config",
                                    "types",
                                    "sql")),
                    entry(
                            "source",
                            List.of(
                                    "source.reader",
                                    "source.follow",
                                    "schema",
                                    "source.enumerator",
                                    "client",
                                    "lineage",
                                    "mapping",
                                    "source.split",
                                    "error",
                                    "config",
                                    "types",
                                    "sql")),
                    entry(
                            "sink.write",
                            List.of(
                                    "rejection",
                                    "changelog",
                                    "client",
                                    "block",
                                    "error",
                                    "config",
                                    "sql",
                                    "metrics")),
                    entry(
                            "exactlyonce.commit",
                            List.of(
                                    "rejection",
                                    "exactlyonce.guarantee",
                                    "schema",
                                    "exactlyonce.spool",
                                    "client",
                                    "block",
                                    "error",
                                    "config",
                                    "sql")),
                    entry(
                            "lookup",
                            List.of(
                                    "source.reader",
                                    "changelog",
                                    "schema",
                                    "source.enumerator",
                                    "client",
                                    "source.split",
                                    "error",
                                    "config",
                                    "types",
                                    "sql")),
                    entry(
                            "procedure",
                            List.of(
                                    "exactlyonce.commit",
                                    "exactlyonce.guarantee",
                                    "audit",
                                    "schema",
                                    "exactlyonce.spool",
                                    "client",
                                    "block",
                                    "error",
                                    "config",
                                    "sql")),
                    entry(
                            "deadletter.delivery",
                            List.of(
                                    "exactlyonce.commit",
                                    "exactlyonce.guarantee",
                                    "deadletter",
                                    "schema",
                                    "exactlyonce.spool",
                                    "client",
                                    "block",
                                    "error",
                                    "config",
                                    "types",
                                    "sql")),
                    entry(
                            "sink",
                            List.of(
                                    "deadletter.delivery",
                                    "sink.write",
                                    "exactlyonce.commit",
                                    "rejection",
                                    "exactlyonce.guarantee",
                                    "changelog",
                                    "deadletter",
                                    "schema",
                                    "exactlyonce.spool",
                                    "client",
                                    "codec",
                                    "passthrough",
                                    "lineage",
                                    "block",
                                    "mapping",
                                    "error",
                                    "config",
                                    "types",
                                    "sql")),
                    entry(
                            "kafka",
                            List.of(
                                    "deadletter.delivery",
                                    "exactlyonce.guarantee",
                                    "deadletter",
                                    "config",
                                    "metrics",
                                    "kafka.format")),
                    entry(
                            "table",
                            List.of(
                                    "sink",
                                    "kafka",
                                    "deadletter.delivery",
                                    "source",
                                    "lookup",
                                    "source.reader",
                                    "rejection",
                                    "exactlyonce.guarantee",
                                    "changelog",
                                    "deadletter",
                                    "pushdown",
                                    "ddl",
                                    "source.follow",
                                    "schema",
                                    "client",
                                    "passthrough",
                                    "mapping",
                                    "source.split",
                                    "error",
                                    "config",
                                    "types",
                                    "sql",
                                    "compat")),
                    entry(
                            "catalog",
                            List.of(
                                    "table",
                                    "procedure",
                                    "ddl",
                                    "schema",
                                    "client",
                                    "error",
                                    "config",
                                    "sql")));

    private PackageLevels() {}
}
