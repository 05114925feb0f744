// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import java.nio.ByteOrder;

/// Tag, VR and length in front of a value (PS3.5 7.1).
///
/// @param length    bytes of the value, or [#UNDEFINED]
/// @param unknown   sent as UN: what is inside is implicit little endian (PS3.5 6.2.2)
record ElementHeader(int tag, Vr vr, long length, boolean unknown) {
    static final long UNDEFINED = -1;
    static final int SHORT_BYTES = 8;
    static final int LONG_BYTES = 12;

    /// How many bytes the header has, told by its first eight.
    static int bytes(byte[] head, Encoding encoding) {
        if (!encoding.explicit() || structural(tag(head, encoding.order())) || !letters(head)) {
            return SHORT_BYTES;
        }
        // PS3.5 7.1.2: every VR but those it lists has the long form, so one we have never heard of has too.
        return Vr.of(head[4], head[5]).map(Vr::longLength).orElse(true) ? LONG_BYTES : SHORT_BYTES;
    }

    static ElementHeader read(byte[] head, Encoding encoding) {
        var order = encoding.order();
        int tag = tag(head, order);
        if (structural(tag)) {
            return new ElementHeader(tag, Vr.UN, length32(head, 4, order), false);
        }
        if (!encoding.explicit()) {
            return new ElementHeader(tag, Dictionary.vr(tag), length32(head, 4, order), false);
        }
        if (letters(head)) {
            var vr = Vr.of(head[4], head[5]).orElse(Vr.UN);
            long length = bytes(head, encoding) == LONG_BYTES ? length32(head, 8, order)
                    : half(head, 6, order);
            return vr == Vr.UN
                    ? new ElementHeader(tag, Dictionary.vr(tag), length, true)
                    : new ElementHeader(tag, vr, length, false);
        }
        if (placeholder(head)) {
            return new ElementHeader(tag, Dictionary.vr(tag), half(head, 6, order), false);
        }
        // Laxer than PS3.5 7.1.2: some writers leave the VR out here and there, as if the set were implicit.
        return new ElementHeader(tag, Dictionary.vr(tag), length32(head, 4, order), false);
    }

    /// The eight bytes begin an explicit element of a VR we know.
    static boolean looksExplicit(byte[] head) {
        return Vr.of(head[4], head[5])
                .map(vr -> !vr.longLength() || head[6] == 0 && head[7] == 0)
                .orElse(false);
    }

    private static boolean letters(byte[] head) {
        return head[4] >= 'A' && head[4] <= 'Z' && head[5] >= 'A' && head[5] <= 'Z';
    }

    /// Laxer than PS3.5 6.2: old scanners write `??` or two spaces for a VR they do not know, in short form.
    private static boolean placeholder(byte[] head) {
        return head[4] == head[5] && (head[4] == '?' || head[4] == ' ');
    }

    /// Items and delimitations carry no VR in any encoding (PS3.5 7.5).
    private static boolean structural(int tag) {
        return tag >>> 16 == 0xFFFE;
    }

    static int tag(byte[] head, ByteOrder order) {
        return half(head, 0, order) << 16 | half(head, 2, order);
    }

    private static long length32(byte[] head, int from, ByteOrder order) {
        int high = order == ByteOrder.BIG_ENDIAN ? from : from + 2;
        int low = order == ByteOrder.BIG_ENDIAN ? from + 2 : from;
        int bits = half(head, high, order) << 16 | half(head, low, order);
        return bits == -1 ? UNDEFINED : bits & 0xFFFF_FFFFL;
    }

    private static int half(byte[] head, int from, ByteOrder order) {
        int high = order == ByteOrder.BIG_ENDIAN ? from : from + 1;
        int low = order == ByteOrder.BIG_ENDIAN ? from + 1 : from;
        return (head[high] & 0xFF) << 8 | head[low] & 0xFF;
    }

    /// @param explicit each element names its VR
    record Encoding(boolean explicit, ByteOrder order) {
        static final Encoding IMPLICIT = new Encoding(false, ByteOrder.LITTLE_ENDIAN);
        static final Encoding EXPLICIT = new Encoding(true, ByteOrder.LITTLE_ENDIAN);
        static final Encoding BIG_ENDIAN = new Encoding(true, ByteOrder.BIG_ENDIAN);

        static Encoding of(TransferSyntax syntax) {
            return syntax.bigEndian() ? BIG_ENDIAN : syntax.explicitVr() ? EXPLICIT : IMPLICIT;
        }
    }
}
