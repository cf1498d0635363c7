// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sqljar;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** A jar file read by name. The build says where the shipped one and the bundled ones are. */
record PackagedJar(Path path) {

    static PackagedJar shipped() {
        return new PackagedJar(Path.of(required("sql.jar")));
    }

    /** The jars that went into the shipped one, our own first. */
    static List<PackagedJar> bundled() throws IOException {
        return Stream.of(
                        Files.readString(fileNamedBy("bundled.classpath"))
                                .split(File.pathSeparator))
                .map(jar -> new PackagedJar(Path.of(jar.strip())))
                .toList();
    }

    List<JarEntry> files() throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            return jar.stream().filter(entry -> !entry.isDirectory()).toList();
        }
    }

    List<String> names() throws IOException {
        return files().stream().map(JarEntry::getName).toList();
    }

    String text(String name) throws IOException {
        try (JarFile jar = new JarFile(path.toFile());
                InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static Path fileNamedBy(String property) {
        return Path.of(required(property));
    }

    /** Reads {@code …/group/artifact/version/file.jar}, the layout of a Maven repository. */
    String coordinates() {
        Path version = path.getParent();
        Path artifact = version.getParent();
        String group = artifact.getParent().toString().replace('\\', '/');
        String tail = group.substring(group.indexOf("/repository/") + "/repository/".length());
        return tail.replace('/', '.') + ":" + artifact.getFileName() + ":" + version.getFileName();
    }

    private static String required(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException(
                    "Cannot test the package: -D" + property + " is not set. Run it with Maven.");
        }
        return value;
    }
}
