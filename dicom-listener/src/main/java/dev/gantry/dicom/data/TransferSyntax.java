// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How a data set is encoded (PS3.5 10 and Annex A).
public enum TransferSyntax {
    IMPLICIT_LITTLE_ENDIAN("1.2.840.10008.1.2", Encoding.IMPLICIT, Pixels.NATIVE),
    EXPLICIT_LITTLE_ENDIAN("1.2.840.10008.1.2.1", Encoding.EXPLICIT, Pixels.NATIVE),
    DEFLATED_EXPLICIT_LITTLE_ENDIAN("1.2.840.10008.1.2.1.99", Encoding.DEFLATED, Pixels.NATIVE),
    EXPLICIT_BIG_ENDIAN("1.2.840.10008.1.2.2", Encoding.BIG_ENDIAN, Pixels.NATIVE),
    JPEG_BASELINE("1.2.840.10008.1.2.4.50", Encoding.EXPLICIT, Pixels.ENCAPSULATED),
    JPEG_EXTENDED("1.2.840.10008.1.2.4.51", Encoding.EXPLICIT, Pixels.ENCAPSULATED),
    JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", Encoding.EXPLICIT, Pixels.ENCAPSULATED),
    JPEG_LOSSLESS_SV1("1.2.840.10008.1.2.4.70", Encoding.EXPLICIT, Pixels.ENCAPSULATED),
    JPEG_LS_LOSSLESS("1.2.840.10008.1.2.4.80", Encoding.EXPLICIT, Pixels.ENCAPSULATED),
    JPEG_LS_NEAR_LOSSLESS("1.2.840.10008.1.2.4.81", Encoding.EXPLICIT, Pixels.ENCAPSULATED),
    JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.90", Encoding.EXPLICIT, Pixels.ENCAPSULATED),
    JPEG_2000("1.2.840.10008.1.2.4.91", Encoding.EXPLICIT, Pixels.ENCAPSULATED),
    HTJ2K_LOSSLESS("1.2.840.10008.1.2.4.201", Encoding.EXPLICIT, Pixels.ENCAPSULATED),
    HTJ2K_LOSSLESS_RPCL("1.2.840.10008.1.2.4.202", Encoding.EXPLICIT, Pixels.ENCAPSULATED),
    HTJ2K("1.2.840.10008.1.2.4.203", Encoding.EXPLICIT, Pixels.ENCAPSULATED),
    RLE_LOSSLESS("1.2.840.10008.1.2.5", Encoding.EXPLICIT, Pixels.ENCAPSULATED);

    private enum Encoding { IMPLICIT, EXPLICIT, DEFLATED, BIG_ENDIAN }

    private enum Pixels { NATIVE, ENCAPSULATED }

    private static final Map<String, TransferSyntax> BY_UID =
            Arrays.stream(values())
                    .collect(Collectors.toUnmodifiableMap(TransferSyntax::uid, Function.identity()));

    private final String uid;
    private final Encoding encoding;
    private final Pixels pixels;

    TransferSyntax(String uid, Encoding encoding, Pixels pixels) {
        this.uid = uid;
        this.encoding = encoding;
        this.pixels = pixels;
    }

    public static Optional<TransferSyntax> of(String uid) {
        return Optional.ofNullable(BY_UID.get(uid));
    }

    public String uid() {
        return uid;
    }

    public boolean explicitVr() {
        return encoding != Encoding.IMPLICIT;
    }

    public boolean bigEndian() {
        return encoding == Encoding.BIG_ENDIAN;
    }

    /// The whole data set is a raw deflate stream (PS3.5 A.5).
    public boolean deflated() {
        return encoding == Encoding.DEFLATED;
    }

    /// Pixel data comes as compressed fragments (PS3.5 A.4).
    public boolean encapsulated() {
        return pixels == Pixels.ENCAPSULATED;
    }
}
