// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.storage;

import java.io.FileNotFoundException;
import java.io.IOException;

/** What goes wrong with the next requests to a bucket. */
public final class FaultyRequests {

    private int brokenPuts;
    private int bytesUntilFailure;
    private int lostListings;
    private int refusedDeletes;
    private String brokenBelow = "";

    /** The next writes fail after so many bytes; closing them publishes what there is. */
    public synchronized void breakPuts(int count, int afterBytes) {
        breakPuts("", count, afterBytes);
    }

    /** As {@link #breakPuts(int, int)}, of keys that contain this text. */
    public synchronized void breakPuts(String keyPart, int count, int afterBytes) {
        brokenBelow = keyPart;
        brokenPuts = count;
        bytesUntilFailure = afterBytes;
    }

    /** The next listings fail as if an entry vanished while they run. */
    public synchronized void loseListings(int count) {
        lostListings = count;
    }

    /** The next deletions are refused. */
    public synchronized void refuseDeletes(int count) {
        refusedDeletes = count;
    }

    synchronized int bytesUntilFailure(String key) {
        if (brokenPuts == 0 || !key.contains(brokenBelow)) {
            return Integer.MAX_VALUE;
        }
        brokenPuts--;
        return bytesUntilFailure;
    }

    synchronized void beforeList(String key) throws IOException {
        if (lostListings > 0) {
            lostListings--;
            throw new FileNotFoundException("An entry vanished below " + key);
        }
    }

    synchronized void beforeDelete(String key) throws IOException {
        if (refusedDeletes > 0) {
            refusedDeletes--;
            throw new IOException("Access denied: " + key);
        }
    }
}
