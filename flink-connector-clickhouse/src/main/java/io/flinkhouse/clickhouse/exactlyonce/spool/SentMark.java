// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.config.RetryConfig;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.Path;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The file by which a writer of a batch job finds out that blocks of its attempt before were sent.
 *
 * <p>A batch job has no checkpoints: if Flink runs a writer again, its rows get into other blocks,
 * which the server takes for new ones. So the committer of a batch job creates {@code <root>/<sink
 * uid>/<attempt>/sent} before it sends the first block of an attempt. Each writer leaves the name
 * of its attempt in {@code <root>/<sink uid>/writer-<operator id>-<subtask>}, for the attempt that
 * may come after it.
 */
@Internal
public final class SentMark {

    private static final String MARK = "sent";
    private static final Pattern LAST_ATTEMPT = Pattern.compile("writer-[0-9a-f]+-[0-9]+");
    private static final int MAX_NAME = 1000;

    private SentMark() {}

    static boolean isOwn(Path file) {
        return file.getName().equals(MARK) || LAST_ATTEMPT.matcher(file.getName()).matches();
    }

    /**
     * Marks the attempts that sealed the blocks; durable when this returns.
     *
     * @param due blocks that are about to be sent
     * @param root of the spool at present
     */
    public static void set(Collection<Committable> due, String root, RetryConfig retry)
            throws IOException, InterruptedException {
        Set<Path> attempts = new LinkedHashSet<>();
        for (Committable committable : due) {
            attempts.add(SpoolPaths.attempt(committable.block(), root));
        }
        for (Path attempt : attempts) {
            SpoolRetry.call(
                    retry,
                    "Cannot write to the spool that blocks are about to be sent",
                    () -> {
                        write(attempt, MARK, "1");
                        return null;
                    });
        }
    }

    /**
     * Puts an attempt of a writer in the place of the one before.
     *
     * @param writer the id of the operator and the number of the subtask
     * @return false if blocks of the attempt before were sent
     */
    static boolean follow(Path attempt, String writer) throws IOException {
        Path sink = attempt.getParent();
        String name = "writer-" + writer;
        Path last = new Path(sink, name);
        if (last.getFileSystem().exists(last)) {
            Path mark = new Path(new Path(sink, read(last)), MARK);
            if (mark.getFileSystem().exists(mark)) {
                return false;
            }
        }
        write(sink, name, attempt.getName());
        return true;
    }

    private static String read(Path file) throws IOException {
        try (FSDataInputStream in = file.getFileSystem().open(file)) {
            return new String(in.readNBytes(MAX_NAME), StandardCharsets.UTF_8);
        }
    }

    private static void write(Path directory, String name, String text) throws IOException {
        try (FSDataOutputStream out = SpoolFiles.create(directory, name)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
