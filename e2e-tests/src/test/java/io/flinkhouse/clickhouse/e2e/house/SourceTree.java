// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The main code of the connector, read as text, so that code of any commit can be measured.
 *
 * @param root the root package
 */
record SourceTree(String root, List<SourceFile> files) {

    private static final String OUTER = "io.flinkhouse";
    private static final String INNER = OUTER + ".clickhouse";

    /**
     * @param checkout the project's directory
     */
    static SourceTree read(Path checkout) throws IOException {
        Path main = directory(checkout);
        String root = Files.isDirectory(main.resolve(INNER.replace('.', '/'))) ? INNER : OUTER;
        try (Stream<Path> paths = Files.walk(main)) {
            List<SourceFile> files = new ArrayList<>();
            for (Path path : paths.filter(file -> file.toString().endsWith(".java")).toList()) {
                String name = path.getFileName().toString().replace(".java", "");
                files.add(SourceFile.parse(root, name, Files.readString(path)));
            }
            return new SourceTree(root, files.stream().filter(SourceFile::declaresTypes).toList());
        }
    }

    static Path directory(Path checkout) {
        return checkout.resolve("flink-connector-clickhouse/src/main/java");
    }

    /** Returns the code lines of each package. */
    Map<String, Long> packages() {
        return files.stream()
                .collect(
                        Collectors.groupingBy(
                                SourceFile::packageName,
                                TreeMap::new,
                                Collectors.summingLong(SourceFile::lines)));
    }

    /** Returns the files that each file uses. */
    Map<String, Set<String>> fileGraph() {
        Map<String, Set<String>> graph = new TreeMap<>();
        for (SourceFile file : files) {
            graph.put(
                    file.fullName(),
                    files.stream()
                            .filter(other -> file.uses(other, root))
                            .map(SourceFile::fullName)
                            .collect(Collectors.toSet()));
        }
        return graph;
    }

    /** Returns the packages that each package uses. */
    Map<String, Set<String>> packageGraph() {
        Map<String, String> packageOf =
                files.stream()
                        .collect(Collectors.toMap(SourceFile::fullName, SourceFile::packageName));
        Map<String, Set<String>> graph = new TreeMap<>();
        fileGraph()
                .forEach(
                        (file, used) -> {
                            String from = packageOf.get(file);
                            Set<String> to = graph.computeIfAbsent(from, name -> new HashSet<>());
                            used.stream()
                                    .map(packageOf::get)
                                    .filter(name -> !name.equals(from))
                                    .forEach(to::add);
                        });
        return graph;
    }
}
