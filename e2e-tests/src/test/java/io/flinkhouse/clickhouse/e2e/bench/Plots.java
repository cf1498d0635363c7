// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Draws the tables of docs/benchmarks.md that have a mark {@code <!-- plot: name.svg | column -->}
 * before them, one bar per row; {@code | column | word} takes only rows with that word. The command
 * plot.sh runs this file by itself.
 */
final class Plots {

    private static final Pattern MARK =
            Pattern.compile(
                    "(?m)^<!-- plot: (\\S+) \\| ([^|]+?)(?: \\| (.+?))? -->\\n(?:(?!\\|).*\\n)*((?:\\|.*\\n)+)");
    private static final Pattern NUMBER = Pattern.compile("[0-9][0-9 .]*");

    private static final int WIDTH = 720;
    private static final int LABELS = 330;
    private static final int VALUES = 90;
    private static final int ROW = 30;

    private static final String HEAD =
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s">
              <!-- Licensed under the Apache License, Version 2.0: see LICENSE. Drawn by e2e-tests/plot.sh from docs/benchmarks.md. -->
              <style>
                text { font: 13px system-ui, sans-serif; fill: #1f2328; }
                .label { text-anchor: end; }
                .bar { fill: #8c959f; }
                .ours { fill: #0969da; }
                @media (prefers-color-scheme: dark) {
                  text { fill: #e6edf3; }
                  .bar { fill: #656c76; }
                  .ours { fill: #4493f8; }
                }
              </style>
            """;

    private record Bar(String label, String text, double value) {

        /** The bars of this project stand out from those that they are compared with. */
        boolean isOurs() {
            return Pattern.compile("this|fed table|passed through|exactly-once|at-least-once")
                    .matcher(label)
                    .find();
        }
    }

    private Plots() {}

    /** Writes all pictures. The argument is the directory of the documentation. */
    public static void main(String[] arguments) throws IOException {
        Path docs = Path.of(arguments[0]);
        for (Map.Entry<String, String> picture :
                draw(Files.readString(docs.resolve("benchmarks.md"))).entrySet()) {
            Files.writeString(docs.resolve("images").resolve(picture.getKey()), picture.getValue());
        }
    }

    /** Returns the pictures of a page, by the names of their files. */
    static Map<String, String> draw(String page) {
        Map<String, String> pictures = new TreeMap<>();
        Matcher mark = MARK.matcher(page);
        while (mark.find()) {
            String column = mark.group(2);
            String word = mark.group(3) == null ? "" : mark.group(3);
            List<Bar> bars =
                    bars(mark.group(4), column).stream()
                            .filter(bar -> bar.label().contains(word))
                            .toList();
            pictures.put(mark.group(1), svg(column, bars));
        }
        return pictures;
    }

    private static List<Bar> bars(String table, String column) {
        List<List<String>> rows = table.lines().map(Plots::cells).toList();
        int at = rows.get(0).indexOf(column);
        if (at < 0) {
            throw new IllegalArgumentException(
                    "No column '" + column + "' among " + rows.get(0) + " of the table to plot");
        }
        List<Bar> bars = new ArrayList<>();
        for (List<String> row : rows.subList(2, rows.size())) {
            if (NUMBER.matcher(row.get(at)).matches()) {
                double value = Double.parseDouble(row.get(at).replace(" ", ""));
                bars.add(new Bar(row.get(0), row.get(at), value));
            }
        }
        return bars;
    }

    private static List<String> cells(String row) {
        return List.of(row.strip().replaceAll("^\\|\\s*|\\s*\\|$", "").split("\\s*\\|\\s*", -1));
    }

    private static String svg(String title, List<Bar> bars) {
        double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        StringBuilder svg = new StringBuilder();
        svg.append(HEAD.formatted(WIDTH, (bars.size() + 1) * ROW + 10, escaped(title)));
        svg.append("  <text x=\"%d\" y=\"20\">%s</text>\n".formatted(LABELS + 10, escaped(title)));
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            int top = (i + 1) * ROW;
            double length = (WIDTH - LABELS - 10 - VALUES) * bar.value() / most;
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "  <text class=\"label\" x=\"%d\" y=\"%d\">%s</text>\n"
                                    + "  <rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\"/>\n"
                                    + "  <text x=\"%.1f\" y=\"%d\">%s</text>\n",
                            LABELS,
                            top + 14,
                            escaped(bar.label()),
                            bar.isOurs() ? "ours" : "bar",
                            LABELS + 10,
                            top,
                            length,
                            LABELS + 16 + length,
                            top + 14,
                            bar.text()));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
