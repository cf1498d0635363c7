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
 * The files by which only one attempt of a writer of a batch job has its blocks sent.
 *
 * <p>A batch job has no checkpoints: if Flink runs a writer again, its rows get into other blocks,
 * which the server takes for new ones. So the committer of a batch job creates {@code <root>/<sink
 * uid>/<attempt>/sent} before it sends the first block of an attempt, and then looks for {@code
 * replaced} there. The attempt that comes after creates {@code replaced} and then looks for {@code
 * sent}. At least one of both finds the other's file, also if Flink has lost the task of the
 * committer while it runs on. Each writer leaves the name of its attempt in {@code <root>/<sink
 * uid>/writer-<operator id>-<subtask>}, for the attempt that may come after it.
 */
@Internal
public final class SentMark {

    private static final String SENT = "sent";
    private static final String REPLACED = "replaced";
    private static final Pattern LAST_ATTEMPT = Pattern.compile("writer-[0-9a-f]+-[0-9]+");
    private static final int MAX_NAME = 1000;

    private SentMark() {}

    static boolean isOwn(Path file) {
        String name = file.getName();
        return name.equals(SENT) || name.equals(REPLACED) || LAST_ATTEMPT.matcher(name).matches();
    }

    /**
     * Marks the attempts that sealed the blocks; durable when this returns.
     *
     * @param due blocks that are about to be sent
     * @param root of the spool at present
     * @throws IOException also if another attempt has taken the place of one of them
     */
    public static void set(Collection<Committable> due, String root, RetryConfig retry)
            throws IOException, InterruptedException {
        Set<Path> attempts = new LinkedHashSet<>();
        for (Committable committable : due) {
            attempts.add(SpoolPaths.attempt(committable.block(), root));
        }
        for (Path attempt : attempts) {
            boolean replaced =
                    SpoolRetry.call(
                            retry,
                            "Cannot write to the spool that blocks are about to be sent",
                            () -> {
                                write(attempt, SENT, "1");
                                return exists(new Path(attempt, REPLACED));
                            });
            if (replaced) {
                throw new IOException(
                        "The blocks of "
                                + attempt
                                + " are not sent: Flink has run their writer again, and another"
                                + " attempt writes their rows. Check the job that runs now; this"
                                + " task has nothing left to do");
            }
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
        if (exists(last)) {
            Path before = new Path(sink, read(last));
            write(before, REPLACED, "1");
            if (exists(new Path(before, SENT))) {
                return false;
            }
        }
        write(sink, name, attempt.getName());
        return true;
    }

    private static boolean exists(Path file) throws IOException {
        return file.getFileSystem().exists(file);
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
