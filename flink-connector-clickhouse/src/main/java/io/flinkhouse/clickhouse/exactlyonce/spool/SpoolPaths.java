// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Spooled;

import org.apache.flink.core.fs.Path;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the files of a block by its committable. A committable comes out of a savepoint: one that
 * names other files than those a spool has for the block is refused, so that nothing else is read,
 * written or removed.
 */
final class SpoolPaths {

    private static final Pattern FILE =
            Pattern.compile("(" + BlockId.PATTERN + ")(-[0-9a-z]+)?\\.block");
    private static final Pattern PROBE = Pattern.compile("probe-" + BlockId.PATTERN);

    private SpoolPaths() {}

    static String fileName(BlockId id, String unique) {
        return id + "-" + unique + ".block";
    }

    static String probeName(BlockId unique) {
        return "probe-" + unique;
    }

    static boolean isBlock(Path file) {
        return FILE.matcher(file.getName()).matches();
    }

    static boolean isProbe(Path file) {
        return PROBE.matcher(file.getName()).matches();
    }

    /**
     * Returns the directory of the attempt that sealed the block.
     *
     * @param root of the spool at present, which blocks of earlier versions of the connector need
     */
    static Path attempt(BlockMetadata block, String root) throws IOException {
        String directory = block.origin().directory();
        if (SpoolNamespace.isValid(directory)) {
            return new Path(root, directory);
        }
        return attempt(directory)
                .orElseThrow(() -> new IOException(foreign(block, "the directory", directory)));
    }

    private static Optional<Path> attempt(String directory) {
        if (!directory.contains("/")) {
            return Optional.empty();
        }
        Path path = new Path(directory);
        boolean inSink = path.getParent() != null && !path.getParent().getName().isEmpty();
        return inSink && AttemptDirectory.parse(path).isPresent()
                ? Optional.of(path)
                : Optional.empty();
    }

    /** Returns the file with the bytes of the block. */
    static Path file(Committable committable, Spooled spooled) throws IOException {
        Path file = new Path(spooled.path());
        Matcher name = FILE.matcher(file.getName());
        boolean own =
                name.matches()
                        && name.group(1).equals(committable.id().toString())
                        && file.getParent() != null
                        && isOf(committable.block(), file.getParent());
        if (!own) {
            throw new IOException(foreign(committable.block(), "the file", spooled.path()));
        }
        return file;
    }

    private static boolean isOf(BlockMetadata block, Path parent) {
        String directory = block.origin().directory();
        return SpoolNamespace.isValid(directory)
                ? parent.getName().equals(directory)
                : attempt(directory).filter(parent::equals).isPresent();
    }

    private static String foreign(BlockMetadata block, String what, String path) {
        return block
                + " names "
                + what
                + " '"
                + path
                + "', where no spool has its files. The savepoint or the spool file was changed by"
                + " hand; restore an unchanged one";
    }
}
