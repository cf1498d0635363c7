// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The answers of a scan in Native format with LZ4, taken without reading them: the limit of what
 * server and network give.
 */
final class PlainAnswers {

    private final String url;
    private final String table;

    PlainAnswers(String url, String table) {
        this.url = url;
        this.table = table;
    }

    /**
     * Takes the table by {@code curl}, by so many requests at a time, each for a range of users.
     */
    void curl(int streams, long users) throws IOException, InterruptedException {
        List<Process> all = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            all.add(
                    new ProcessBuilder("curl", "-sSf", address(range(i, streams, users)))
                            .redirectOutput(new File("/dev/null"))
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        }
        for (Process process : all) {
            if (process.waitFor() != 0) {
                throw new IOException("curl ended with " + process.exitValue());
            }
        }
    }

    /** Returns the answer for the first users, compressed. */
    byte[] answer(long users) throws IOException {
        return URI.create(address("user_id < " + users)).toURL().openStream().readAllBytes();
    }

    private static String range(int index, int streams, long users) {
        return "user_id >= %d AND user_id < %d"
                .formatted(users * index / streams, users * (index + 1) / streams);
    }

    private String address(String where) {
        String query = "SELECT * FROM default." + table + " WHERE " + where + " FORMAT Native";
        return url
                + "/?compress=1&max_block_size=16384&query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8);
    }
}
