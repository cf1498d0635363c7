// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.house;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A Java source file.
 *
 * @param packageName below the root package; empty for the root package
 * @param lines without blank lines, comments, package and imports
 * @param words the identifiers and imported names in its code
 * @param text of the code, without comments
 */
record SourceFile(String packageName, String name, long lines, Set<String> words, String text) {

    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern WORD = Pattern.compile("[\\w.]*[A-Z]\\w*");
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("(?m)^((?:@.*\\s+)*)public [\\w\\- ]*(?:class|interface|enum|record) ");

    static SourceFile parse(String root, String name, String source) {
        String text = COMMENT.matcher(source).replaceAll("");
        var declared = PACKAGE.matcher(text);
        if (!declared.find()) {
            throw new IllegalArgumentException(name + " declares no package");
        }
        String rest = declared.group(1).substring(root.length());
        Set<String> words = new TreeSet<>();
        WORD.matcher(text).results().forEach(found -> words.add(found.group()));
        long lines =
                text.lines()
                        .filter(line -> !line.isBlank())
                        .filter(line -> !line.startsWith("import ") && !line.startsWith("package "))
                        .count();
        return new SourceFile(
                rest.startsWith(".") ? rest.substring(1) : rest, name, lines, words, text);
    }

    String fullName() {
        return packageName.isEmpty() ? name : packageName + "." + name;
    }

    boolean declaresTypes() {
        return !name.equals("package-info");
    }

    boolean isPublic() {
        return PUBLIC_TYPE.matcher(text).find();
    }

    /**
     * Returns whether the top-level type is annotated with {@code @PublicEvolving} or
     * {@code @Internal}.
     */
    boolean isAnnotated() {
        var type = PUBLIC_TYPE.matcher(text);
        return type.find() && type.group(1).matches("(?s).*@(Public|PublicEvolving|Internal)\\b.*");
    }

    boolean uses(SourceFile other, String root) {
        return other != this
                && (words.contains(root + "." + other.fullName())
                        || (other.packageName.equals(packageName) && words.contains(other.name))
                        || words.stream()
                                .anyMatch(
                                        word ->
                                                word.startsWith(other.name + ".")
                                                        && other.packageName.equals(packageName)));
    }
}
