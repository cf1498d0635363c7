// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Creates, lists and deletes files of the spool on any of Flink's file systems: in few requests on
 * an object store, and readable by their owner alone on a local disk.
 */
final class SpoolFiles {

    private static final Logger LOG = LoggerFactory.getLogger(SpoolFiles.class);
    private static final int LISTINGS = 10;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    private SpoolFiles() {}

    /**
     * Creates a file below the directory of a writer attempt. No name is used twice, so that no
     * request is spent to find out whether the file exists.
     *
     * @param attempt the directory; others than the owner get no access to the sink's, which it is
     *     or is in
     * @param name may have directories in front
     */
    static FSDataOutputStream create(Path attempt, String name) throws IOException {
        Path file = new Path(attempt, name);
        FileSystem files = file.getFileSystem();
        if (isLocal(files)) {
            Path sink = AttemptDirectory.parse(attempt).isPresent() ? attempt.getParent() : attempt;
            keepPrivate(new File(sink.getPath()));
        }
        return files.create(file, FileSystem.WriteMode.OVERWRITE);
    }

    private static boolean isLocal(FileSystem files) {
        return "file".equals(files.getUri().getScheme());
    }

    private static void keepPrivate(File directory) throws IOException {
        java.nio.file.Path path = directory.toPath();
        try {
            if (!directory.isDirectory()) {
                Files.createDirectories(path.toAbsolutePath().getParent());
                Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } else if (!Files.getPosixFilePermissions(path).equals(OWNER_ONLY)) {
                Files.setPosixFilePermissions(path, OWNER_ONLY);
            }
        } catch (FileAlreadyExistsException e) {
            if (!directory.isDirectory()) {
                throw e;
            } // else another writer of the sink was first
        } catch (UnsupportedOperationException e) {
            LOG.debug("'{}' has no permissions that could be set", directory, e);
        }
    }

    /**
     * Returns what is in a directory; nothing if there is no directory. One file that vanishes
     * meanwhile hides no other.
     *
     * @throws IOException if the directory exists and cannot be listed
     */
    static List<FileStatus> entries(Path directory) throws IOException {
        FileSystem files = directory.getFileSystem();
        if (isLocal(files)) {
            return localEntries(files, directory);
        }
        IOException last = null;
        for (int i = 0; i < LISTINGS; i++) {
            try {
                FileStatus[] entries = files.listStatus(directory);
                if (entries != null) {
                    return List.of(entries);
                }
            } catch (FileNotFoundException e) {
                last = e; // of the directory, or of a file in it that was just removed
            }
            if (!files.exists(directory)) {
                return List.of();
            }
        }
        throw new IOException(
                "Cannot list '" + directory + "', which exists: " + last.getMessage(), last);
    }

    /** Flink's own listing fails as a whole when one file vanishes while it runs. */
    private static List<FileStatus> localEntries(FileSystem files, Path directory)
            throws IOException {
        File local = new File(directory.getPath());
        String[] names = local.list();
        if (names == null) {
            if (local.isDirectory()) {
                throw new IOException(
                        "Cannot list '" + directory + "', which exists; check its permissions");
            }
            return List.of();
        }
        List<FileStatus> entries = new ArrayList<>(names.length);
        for (String name : names) {
            try {
                entries.add(files.getFileStatus(new Path(directory, name)));
            } catch (FileNotFoundException e) {
                LOG.debug("'{}' vanished from '{}' during the listing", name, directory, e);
            }
        }
        return entries;
    }

    /** Removes a file, or a directory with nothing in it. */
    static void delete(Path file) throws IOException {
        file.getFileSystem().delete(file, false);
    }
}
