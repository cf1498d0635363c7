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
        Arrays.fill(slots, 0);
        size = 0;
        accepted = 0;
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
        int[] old = slots;
        slots = new int[old.length * 2];
        for (int entry : old) {
            if (entry != 0) {
                place(hashes[entry - 1], entry);
            }
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
