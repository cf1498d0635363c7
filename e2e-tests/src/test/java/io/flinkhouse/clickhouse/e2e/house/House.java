// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.house;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.spi.ToolProvider;

/** Prints the measures of a checkout: {@code House [DIRECTORY]}. */
public final class House {

    private static final PrintStream OUT = System.out;

    private House() {}

    public static void main(String[] args) throws IOException {
        Path checkout = Path.of(args.length > 0 ? args[0] : ".");
        SourceTree tree = SourceTree.read(checkout);
        sizes(tree);
        row("packages in a cycle", Cycles.in(tree.packageGraph()).size());
        Set<String> knots = Cycles.in(tree.fileGraph());
        row("files in a cycle", knots.size() + " " + knots);
        long open = tree.files().stream().filter(SourceFile::isPublic).count();
        row("public types", open + " of " + tree.files().size());
        row(
                "public types not annotated",
                tree.files().stream()
                        .filter(file -> file.isPublic() && !file.isAnnotated())
                        .count());
        row("Javadoc errors and warnings", javadoc(checkout));
        String jar = System.getProperty("connector.jar");
        if (args.length == 0 && jar != null) {
            row("bytes of the SQL jar", Files.size(Path.of(jar)));
        }
    }

    private static void sizes(SourceTree tree) {
        Map<String, Long> packages = tree.packages();
        long all = packages.values().stream().mapToLong(Long::longValue).sum();
        row("files, code lines", tree.files().size() + ", " + all);
        Map.Entry<String, Long> biggest =
                packages.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        row("packages", packages.size());
        row(
                "biggest package",
                "%s, %.1f %%".formatted(biggest.getKey(), 100.0 * biggest.getValue() / all));
        long[] lines = tree.files().stream().mapToLong(SourceFile::lines).sorted().toArray();
        row(
                "code lines of a file, p50 / p90 / max",
                lines[lines.length / 2]
                        + " / "
                        + lines[lines.length * 9 / 10]
                        + " / "
                        + lines[lines.length - 1]);
    }

    /**
     * Errors and warnings of a run over the public and protected parts, all of doclint but missing
     * comments.
     */
    private static long javadoc(Path checkout) throws IOException {
        ToolProvider tool = ToolProvider.findFirst("javadoc").orElseThrow();
        Path pages = Files.createTempDirectory("javadoc");
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        tool.run(
                out,
                out,
                "-quiet",
                "-Xdoclint:all,-missing",
                "-Xmaxwarns",
                "100000",
                "-d",
                pages.toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                "-sourcepath",
                SourceTree.directory(checkout).toString(),
                "-subpackages",
                "io.flinkhouse");
        return said.toString()
                .lines()
                .filter(line -> line.contains(": error:") || line.contains(": warning:"))
                // types of optional dependencies, which are not on the class path here
                .filter(line -> !line.matches(".*(does not exist|cannot find symbol)"))
                .count();
    }

    private static void row(String name, Object value) {
        OUT.printf("%-40s %s%n", name, value);
    }
}
