// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteWriter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Numbers the distinct values of a LowCardinality column, as bytes, in the order of their first
 * use.
 */
final class Dictionary {

    private static final VarHandle INT64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final SecureRandom SECRETS = new SecureRandom();
    private static final int FIRST_SIZE = 64;

    /** A larger index, which a block of many values has made, is not kept. */
    private static final int MAX_KEPT = 1 << 16;

    /** The bytes of one key in the index: its start, its hash, and two slots. */
    private static final int KEY_BYTES = 4 * Integer.BYTES;

    /** Secret, so that nobody can make values that collide. */
    private final long seed = SECRETS.nextLong();

    /** Secret, odd, and with many bits. */
    private final long factor = SECRETS.nextLong() | 1L | 1L << 62;

    private final ByteWriter keys = new ByteWriter();
    private int[] starts = new int[FIRST_SIZE];
    private int[] slots = new int[FIRST_SIZE * 2];
    private int[] hashes = new int[FIRST_SIZE];
    private int size;
    private int accepted;
    private int reserved;
    private int markedSize;

    /**
     * Returns the stream for the next value: it is written behind the keys and becomes a key if it
     * is new.
     */
    ByteWriter candidate() {
        keys.truncate(accepted);
        return keys;
    }

    int indexOfCandidate() {
        int found = findCandidate();
        return found >= 0 ? found : accept(hashOfCandidate());
    }

    /** Returns the index of the candidate, or -1 if it is no key yet; does not add it. */
    int findCandidate() {
        byte[] bytes = keys.array();
        int to = keys.size();
        int hash = hash(bytes, accepted, to);
        int mask = slots.length - 1;
        for (int slot = hash & mask; slots[slot] != 0; slot = slot + 1 & mask) {
            int index = slots[slot] - 1;
            if (hashes[index] == hash && equal(bytes, index, accepted, to)) {
                return index;
            }
        }
        return -1;
    }

    /** Makes the candidate the first key, which later values never match. */
    void reserveFirst() {
        add(0);
        reserved = 1;
    }

    /** Returns the bytes of the keys and of their index. */
    long bytes() {
        return accepted + (long) size * KEY_BYTES;
    }

    /** Completes the row: {@link #rollback} keeps the keys so far. */
    void mark() {
        if (size > markedSize) {
            keys.truncate(accepted);
            keys.mark();
            markedSize = size;
        }
    }

    /** Removes the keys that are newer than the last complete row. */
    void rollback() {
        while (size > markedSize) {
            size--;
            accepted = starts[size];
            if (size >= reserved) {
                remove(hashes[size], size + 1);
            }
        }
        keys.rollback();
    }

    /** Removes the newest entry, which no other entry was placed behind. */
    private void remove(int hash, int entry) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != entry) {
            slot = slot + 1 & mask;
        }
        slots[slot] = 0;
    }

    int size() {
        return size;
    }

    ByteWriter keys() {
        keys.truncate(accepted);
        return keys;
    }

    void clear() {
        keys.clear();
        if (slots.length > MAX_KEPT) {
            starts = new int[FIRST_SIZE];
            hashes = new int[FIRST_SIZE];
            slots = new int[FIRST_SIZE * 2];
        } else {
            Arrays.fill(slots, 0);
        }
        size = 0;
        accepted = 0;
        reserved = 0;
        markedSize = 0;
    }

    private int accept(int hash) {
        if (size * 2 == slots.length) {
            rehash();
        }
        place(hash, size + 1);
        return add(hash);
    }

    private int add(int hash) {
        if (size == hashes.length - 1) {
            starts = Arrays.copyOf(starts, starts.length * 2);
            hashes = Arrays.copyOf(hashes, starts.length);
        }
        starts[size] = accepted;
        hashes[size] = hash;
        accepted = keys.size();
        starts[size + 1] = accepted;
        return size++;
    }

    private void place(int hash, int entry) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            slot = slot + 1 & mask;
        }
        slots[slot] = entry;
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        for (int index = reserved; index < size; index++) {
            place(hashes[index], index + 1);
        }
    }

    private boolean equal(byte[] bytes, int index, int from, int to) {
        return Arrays.equals(bytes, starts[index], starts[index + 1], bytes, from, to);
    }

    private int hashOfCandidate() {
        return hash(keys.array(), accepted, keys.size());
    }

    /** Hashes eight bytes at a time; the last eight overlap the previous ones. */
    private int hash(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < Long.BYTES) {
            long word = length;
            for (int i = from; i < to; i++) {
                word = word << Byte.SIZE | bytes[i] & 0xFF;
            }
            return fold(mix(word ^ seed));
        }
        long hash = length ^ seed;
        for (int i = from; i < to - Long.BYTES; i += Long.BYTES) {
            hash = mix(hash ^ (long) INT64.get(bytes, i));
        }
        return fold(mix(hash ^ (long) INT64.get(bytes, to - Long.BYTES)));
    }

    /** Folds the 128 bits of a product, so that each bit of the word changes high and low bits. */
    private long mix(long word) {
        return word * factor ^ Math.multiplyHigh(word, factor);
    }

    private static int fold(long hash) {
        return (int) (hash >>> Integer.SIZE ^ hash);
    }
}
