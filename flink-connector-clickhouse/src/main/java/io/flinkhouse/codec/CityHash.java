// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.codec;

import com.clickhouse.data.ClickHouseCityHash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * CityHash128 of version 1.0.2, as ClickHouse checks its frames with. The library's own makes an
 * array per 32 bytes; this one makes none, and leaves what is short to the library.
 */
final class CityHash {

    private static final VarHandle INT64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long K0 = 0xc3a5c85c97cb3127L;
    private static final long K1 = 0xb492b66fbe98f273L;
    private static final long K3 = 0xc949d7c7509e6557L;
    private static final long MUL = 0x9ddfea08eb382d69L;
    private static final int SEED = 16;
    private static final int STEP = 64;
    private static final int SHORT = 128 + SEED;

    private byte[] bytes;
    private long x;
    private long y;
    private long z;
    private long v1;
    private long v2;
    private long w1;
    private long w2;

    /** Writes the hash of some bytes into the same array. */
    @SuppressWarnings(
            "deprecation") // with all of the client's first generation; what replaces it has no
    // hash
    void hash(byte[] array, int from, int length, int to) {
        if (length < SHORT) {
            long[] sum = ClickHouseCityHash.cityHash128(array, from, length);
            INT64.set(array, to, sum[0]);
            INT64.set(array, to + Long.BYTES, sum[1]);
            return;
        }
        bytes = array;
        seed(from, length - SEED);
        int at = from + SEED;
        int left = length - SEED;
        while (left >= 2 * STEP) {
            step(at);
            step(at + STEP);
            at += 2 * STEP;
            left -= 2 * STEP;
        }
        tail(at, left);
        long a = mix(x, v1);
        long b = mix(y, w1);
        INT64.set(array, to, mix(a + v2, w2) + b);
        INT64.set(array, to + Long.BYTES, mix(a + w2, b + v2));
        bytes = null;
    }

    private void seed(int from, int length) {
        int at = from + SEED;
        x = fetch(from) ^ K3;
        y = fetch(from + Long.BYTES);
        z = length * K1;
        v1 = Long.rotateRight(y ^ K1, 49) * K1 + fetch(at);
        v2 = Long.rotateRight(v1, 42) * K1 + fetch(at + 8);
        w1 = Long.rotateRight(y + z, 35) * K1 + x;
        w2 = Long.rotateRight(x + fetch(at + 88), 53) * K1;
    }

    private void step(int at) {
        long newX = Long.rotateRight(x + y + v1 + fetch(at + 16), 37) * K1 ^ w2;
        long newY = Long.rotateRight(y + v2 + fetch(at + 48), 42) * K1 ^ v1;
        long newZ = Long.rotateRight(z ^ w1, 33);
        v(at, v2 * K1, newX + w1);
        w(at + 32, newZ + w2, newY);
        x = newZ;
        y = newY;
        z = newX;
    }

    private void tail(int at, int left) {
        y += Long.rotateRight(w1, 37) * K0 + z;
        x += Long.rotateRight(v1 + z, 49) * K0;
        for (int done = 32; done - 32 < left; done += 32) {
            int part = at + left - done;
            y = Long.rotateRight(y - x, 42) * K0 + v2;
            w1 += fetch(part + 16);
            x = Long.rotateRight(x, 49) * K0 + w1;
            w1 += v1;
            v(part, v1, v2);
        }
    }

    private void v(int at, long seedA, long seedB) {
        long a = seedA + fetch(at);
        long last = fetch(at + 24);
        long b = Long.rotateRight(seedB + a + last, 21);
        long sum = a + fetch(at + 8) + fetch(at + 16);
        v1 = sum + last;
        v2 = b + Long.rotateRight(sum, 44) + a;
    }

    private void w(int at, long seedA, long seedB) {
        long a = seedA + fetch(at);
        long last = fetch(at + 24);
        long b = Long.rotateRight(seedB + a + last, 21);
        long sum = a + fetch(at + 8) + fetch(at + 16);
        w1 = sum + last;
        w2 = b + Long.rotateRight(sum, 44) + a;
    }

    private long fetch(int at) {
        return (long) INT64.get(bytes, at);
    }

    private static long mix(long u, long v) {
        long a = (u ^ v) * MUL;
        a ^= a >>> 47;
        long b = (v ^ a) * MUL;
        b ^= b >>> 47;
        return b * MUL;
    }
}
