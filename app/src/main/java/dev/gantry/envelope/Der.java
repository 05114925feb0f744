// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.envelope;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One element of ASN.1 in its distinguished encoding (X.690 8, 10), as far as CMS messages of our own need it: tags
/// of one byte, definite lengths.
///
/// @param tag     class, constructed bit and number
/// @param content without tag and length
record Der(int tag, byte[] content) {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTETS = 0x04;
    static final int NULL = 0x05;
    static final int OID = 0x06;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;
    static final int CONTEXT = 0x80;
    static final int CONSTRUCTED = 0x20;

    private static final int LONG_LENGTH = 0x80;
    private static final int MOST_LENGTH_BYTES = 4;

    static Der of(int tag, Der... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part.encoded());
        }
        return new Der(tag, out.toByteArray());
    }

    static Der sequence(Der... parts) {
        return of(SEQUENCE, parts);
    }

    /// `[number]`, with the parts inside.
    static Der tagged(int number, Der... parts) {
        return of(CONTEXT | CONSTRUCTED | number, parts);
    }

    static Der octets(byte[] bytes) {
        return new Der(OCTETS, bytes);
    }

    static Der integer(BigInteger value) {
        return new Der(INTEGER, value.toByteArray());
    }

    static Der integer(long value) {
        return integer(BigInteger.valueOf(value));
    }

    static Der none() {
        return new Der(NULL, new byte[0]);
    }

    /// @param dotted such as `1.2.840.113549.1.7.1`
    static Der oid(String dotted) {
        var arcs = Arrays.stream(dotted.split("\\.")).mapToLong(Long::parseLong).toArray();
        var out = new ByteArrayOutputStream();
        base128(out, arcs[0] * 40 + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            base128(out, arcs[i]);
        }
        return new Der(OID, out.toByteArray());
    }

    private static void base128(ByteArrayOutputStream out, long arc) {
        int shift = 0;
        while (arc >>> shift + 7 != 0) {
            shift += 7;
        }
        for (; shift >= 0; shift -= 7) {
            out.write((int) (arc >>> shift & 0x7F) | (shift > 0 ? 0x80 : 0));
        }
    }

    /// What stands in an encoding that is there already, such as a name in a certificate.
    ///
    /// @throws IllegalArgumentException when it is no single element
    static Der read(byte[] encoded) {
        var all = elements(encoded);
        if (all.size() != 1) {
            throw new IllegalArgumentException("not one ASN.1 element but " + all.size());
        }
        return all.getFirst();
    }

    /// The elements inside.
    ///
    /// @throws IllegalArgumentException when the content is no whole number of elements
    List<Der> parts() {
        return elements(content);
    }

    private static List<Der> elements(byte[] bytes) {
        var all = new ArrayList<Der>();
        int at = 0;
        while (at < bytes.length) {
            int tag = bytes[at++] & 0xFF;
            int length = at < bytes.length ? bytes[at++] & 0xFF : -1;
            if (length > LONG_LENGTH && length <= LONG_LENGTH + MOST_LENGTH_BYTES && at + length - LONG_LENGTH <= bytes.length) {
                int count = length - LONG_LENGTH;
                length = new BigInteger(1, Arrays.copyOfRange(bytes, at, at + count)).intValue();
                at += count;
            } else if (length >= LONG_LENGTH) {
                length = -1;
            }
            if (length < 0 || length > bytes.length - at) {
                throw new IllegalArgumentException("ASN.1 element is cut short");
            }
            all.add(new Der(tag, Arrays.copyOfRange(bytes, at, at + length)));
            at += length;
        }
        return all;
    }

    byte[] encoded() {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < LONG_LENGTH) {
            out.write(content.length);
        } else {
            var length = BigInteger.valueOf(content.length).toByteArray();
            int from = length[0] == 0 ? 1 : 0;
            out.write(LONG_LENGTH | length.length - from);
            out.write(length, from, length.length - from);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    boolean is(Der other) {
        return tag == other.tag && Arrays.equals(content, other.content);
    }
}
