// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.dicom.dimse.Outgoing;
import dev.gantry.dicom.dimse.Outgoing.Source;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/// The same object as an instance of its own: another SOP Instance UID (0008,0018) and nothing else.
///
/// The spool takes the same object again for what it is, and does not analyse it; a rehearsal wants it analysed.
final class FreshInstance {
    private static final byte[] TAG = {0x08, 0x00, 0x18, 0x00};
    private static final int SEARCHED_BYTES = 64 * 1024;
    private static final int MOST_BYTES = 64 << 20;

    private FreshInstance() {}

    /// The object itself when it is over 64 MiB or its UID cannot be found: deflated or big endian.
    static Outgoing of(Outgoing object) throws IOException {
        var uid = "2.25." + new BigInteger(UUID.randomUUID().toString().replace("-", ""), 16); // PS3.5 B.2
        var dataSet = bytes(object.source());
        int at = dataSet.length == 0 ? -1 : find(dataSet, object.sopInstanceUid());
        return at < 0 ? object : new Outgoing(object.sopClassUid(), uid, object.transferSyntaxUid(),
                new Source.Bytes(ByteBuffer.wrap(replaced(dataSet, at, uid))));
    }

    private static byte[] bytes(Source source) throws IOException {
        return switch (source) {
            case Source.Bytes(var bytes) -> {
                var copy = new byte[bytes.remaining()];
                bytes.duplicate().get(copy);
                yield copy;
            }
            case Source.Region(_, _, long length) when length > MOST_BYTES -> new byte[0];
            case Source.Region(var file, long offset, long length) -> {
                var bytes = ByteBuffer.allocate((int) length);
                try (var channel = FileChannel.open(file)) {
                    while (bytes.hasRemaining()) {
                        if (channel.read(bytes, offset + bytes.position()) < 0) {
                            throw new EOFException(file + " ends early");
                        }
                    }
                }
                yield bytes.array();
            }
        };
    }

    /// Where the element begins, in either little endian encoding (PS3.5 7.1.2, 7.1.3); -1 when it is not found.
    private static int find(byte[] dataSet, String uid) {
        var wanted = padded(uid);
        for (int at = 0; at + 8 + wanted.length <= Math.min(dataSet.length, SEARCHED_BYTES); at += 2) {
            if (is(dataSet, at, TAG) && length(dataSet, at) == wanted.length && is(dataSet, at + 8, wanted)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean is(byte[] bytes, int at, byte[] what) {
        return Arrays.equals(bytes, at, at + what.length, what, 0, what.length);
    }

    private static boolean explicit(byte[] dataSet, int at) {
        return dataSet[at + 4] == 'U' && dataSet[at + 5] == 'I';
    }

    private static int length(byte[] dataSet, int at) {
        var head = ByteBuffer.wrap(dataSet).order(ByteOrder.LITTLE_ENDIAN);
        return explicit(dataSet, at) ? Short.toUnsignedInt(head.getShort(at + 6)) : head.getInt(at + 4);
    }

    private static byte[] replaced(byte[] dataSet, int at, String uid) {
        int end = at + 8 + length(dataSet, at);
        var value = padded(uid);
        var out = ByteBuffer.allocate(at + 8 + value.length + dataSet.length - end).order(ByteOrder.LITTLE_ENDIAN);
        out.put(dataSet, 0, at + 4);
        if (explicit(dataSet, at)) {
            out.put((byte) 'U').put((byte) 'I').putShort((short) value.length);
        } else {
            out.putInt(value.length);
        }
        return out.put(value).put(dataSet, end, dataSet.length - end).array();
    }

    private static byte[] padded(String uid) {
        return (uid.length() % 2 == 0 ? uid : uid + "\0").getBytes(StandardCharsets.US_ASCII);
    }
}
