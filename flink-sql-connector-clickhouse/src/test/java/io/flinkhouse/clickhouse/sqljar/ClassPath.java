// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sqljar;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Classes by name, read but not loaded: those given, and the JDK's. */
final class ClassPath {

    private final Map<String, PackagedJar> jars = new HashMap<>();
    private final Map<String, Optional<ClassNode>> read = new HashMap<>();

    ClassPath(Collection<PackagedJar> jars) throws IOException {
        for (PackagedJar jar : jars) {
            jar.names().forEach(name -> this.jars.putIfAbsent(name, jar));
        }
    }

    /** Puts a class in the place of the one of its name. */
    void put(ClassNode type) {
        read.put(type.name, Optional.of(type));
    }

    void remove(String name) {
        read.put(name, Optional.empty());
    }

    /** The class, by its internal name. */
    Optional<ClassNode> find(String name) {
        Optional<ClassNode> known = read.get(name);
        if (known == null) {
            known = read(name + ".class");
            read.put(name, known);
        }
        return known;
    }

    /** The class, and all that it inherits from, nearest first; what is missing is left out. */
    Set<ClassNode> family(String name) {
        Set<ClassNode> all = new LinkedHashSet<>();
        List<String> open = new ArrayList<>(List.of(name));
        while (!open.isEmpty()) {
            Optional<ClassNode> type = find(open.remove(0));
            if (type.isPresent() && all.add(type.get())) {
                parents(type.get()).forEach(open::add);
            }
        }
        return all;
    }

    static Stream<String> parents(ClassNode type) {
        return Stream.concat(Stream.ofNullable(type.superName), type.interfaces.stream());
    }

    private Optional<ClassNode> read(String file) {
        try (InputStream in = open(file)) {
            if (in == null) {
                return Optional.empty();
            }
            ClassNode type = new ClassNode();
            new ClassReader(in).accept(type, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            return Optional.of(type);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private InputStream open(String file) throws IOException {
        PackagedJar jar = jars.get(file);
        if (jar == null) {
            return ClassLoader.getPlatformClassLoader().getResourceAsStream(file);
        }
        try (JarFile archive = new JarFile(jar.path().toFile());
                InputStream in = archive.getInputStream(archive.getEntry(file))) {
            return new java.io.ByteArrayInputStream(in.readAllBytes());
        }
    }
}
