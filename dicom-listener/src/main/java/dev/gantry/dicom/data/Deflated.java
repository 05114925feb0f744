// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Reads inside a deflated data set (PS3.5 A.5) that lies somewhere as it was received.
public final class Deflated {
    private static final int CHUNK_BYTES = 64 * 1024;

    private Deflated() {}

    /// `length` bytes from `offset` of the inflated set. Inflates from the start up to there, holding one
    /// chunk and the result, which grows with what really comes.
    ///
    /// @param stored the deflated set from its first byte; not closed
    /// @throws IOException when it cannot be read, is not deflated, ends before, or lies beyond 1 GiB
    public static ByteBuffer read(InputStream stored, long offset, int length) throws IOException {
        if (offset < 0 || length < 0 || offset + length > DataSetParser.MAX_INFLATED_BYTES) {
            throw new IOException("bytes " + offset + " to " + (offset + length)
                    + " of a deflated set are not read");
        }
        var source = new byte[CHUNK_BYTES];
        var inflater = new Inflater(true);
        try {
            skip(inflater, stored, source, offset);
            return take(inflater, stored, source, length);
        } finally {
            inflater.end();
        }
    }

    private static void skip(Inflater inflater, InputStream stored, byte[] source, long bytes)
            throws IOException {
        var chunk = new byte[CHUNK_BYTES];
        for (long left = bytes; left > 0; ) {
            left -= inflate(inflater, stored, source, chunk, 0, (int) Math.min(left, chunk.length));
        }
    }

    private static ByteBuffer take(Inflater inflater, InputStream stored, byte[] source, int length)
            throws IOException {
        var taken = new byte[Math.min(length, 16 * CHUNK_BYTES)];
        for (int filled = 0; filled < length; ) {
            if (filled == taken.length) {
                taken = Arrays.copyOf(taken, (int) Math.min(length, 2L * taken.length));
            }
            filled += inflate(inflater, stored, source, taken, filled, taken.length - filled);
        }
        return ByteBuffer.wrap(taken);
    }

    /// At least one byte, at most `length`.
    private static int inflate(
            Inflater inflater, InputStream stored, byte[] source, byte[] target, int from, int length)
            throws IOException {
        try {
            int n;
            while ((n = inflater.inflate(target, from, length)) == 0) {
                int more = inflater.needsInput() ? stored.read(source) : -1;
                if (more < 0) {
                    throw new EOFException("the deflated set ends early");
                }
                inflater.setInput(source, 0, more);
            }
            return n;
        } catch (DataFormatException e) {
            throw new IOException("not a deflated set", e);
        }
    }
}
