// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import java.util.Arrays;
import java.util.Locale;
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
    RLE_LOSSLESS("1.2.840.10008.1.2.5", Encoding.EXPLICIT, Pixels.ENCAPSULATED),

    // Storable, though Gantry decodes none of them. Left out is what has no pixels of its own or is no data set
    // of C-STORE: JPIP, SMPTE ST 2110, RFC 2557, XML, Papyrus.
    ENCAPSULATED_UNCOMPRESSED("1.2.840.10008.1.2.1.98"),
    JPEG_EXTENDED_3_5("1.2.840.10008.1.2.4.52"),
    JPEG_SPECTRAL_6_8("1.2.840.10008.1.2.4.53"),
    JPEG_SPECTRAL_7_9("1.2.840.10008.1.2.4.54"),
    JPEG_PROGRESSIVE_10_12("1.2.840.10008.1.2.4.55"),
    JPEG_PROGRESSIVE_11_13("1.2.840.10008.1.2.4.56"),
    JPEG_LOSSLESS_15("1.2.840.10008.1.2.4.58"),
    JPEG_HIERARCHICAL_16_18("1.2.840.10008.1.2.4.59"),
    JPEG_HIERARCHICAL_17_19("1.2.840.10008.1.2.4.60"),
    JPEG_HIERARCHICAL_20_22("1.2.840.10008.1.2.4.61"),
    JPEG_HIERARCHICAL_21_23("1.2.840.10008.1.2.4.62"),
    JPEG_HIERARCHICAL_24_26("1.2.840.10008.1.2.4.63"),
    JPEG_HIERARCHICAL_25_27("1.2.840.10008.1.2.4.64"),
    JPEG_HIERARCHICAL_28("1.2.840.10008.1.2.4.65"),
    JPEG_HIERARCHICAL_29("1.2.840.10008.1.2.4.66"),
    JPEG_2000_PART_2_LOSSLESS("1.2.840.10008.1.2.4.92"),
    JPEG_2000_PART_2("1.2.840.10008.1.2.4.93"),
    MPEG2_MAIN("1.2.840.10008.1.2.4.100"),
    MPEG2_MAIN_FRAGMENTABLE("1.2.840.10008.1.2.4.100.1"),
    MPEG2_HIGH("1.2.840.10008.1.2.4.101"),
    MPEG2_HIGH_FRAGMENTABLE("1.2.840.10008.1.2.4.101.1"),
    MPEG4_41("1.2.840.10008.1.2.4.102"),
    MPEG4_41_FRAGMENTABLE("1.2.840.10008.1.2.4.102.1"),
    MPEG4_41_BD("1.2.840.10008.1.2.4.103"),
    MPEG4_41_BD_FRAGMENTABLE("1.2.840.10008.1.2.4.103.1"),
    MPEG4_42_2D("1.2.840.10008.1.2.4.104"),
    MPEG4_42_2D_FRAGMENTABLE("1.2.840.10008.1.2.4.104.1"),
    MPEG4_42_3D("1.2.840.10008.1.2.4.105"),
    MPEG4_42_3D_FRAGMENTABLE("1.2.840.10008.1.2.4.105.1"),
    MPEG4_42_STEREO("1.2.840.10008.1.2.4.106"),
    MPEG4_42_STEREO_FRAGMENTABLE("1.2.840.10008.1.2.4.106.1"),
    HEVC_MAIN("1.2.840.10008.1.2.4.107"),
    HEVC_MAIN_10("1.2.840.10008.1.2.4.108"),
    JPEG_XL_LOSSLESS("1.2.840.10008.1.2.4.110"),
    JPEG_XL_JPEG_RECOMPRESSION("1.2.840.10008.1.2.4.111"),
    JPEG_XL("1.2.840.10008.1.2.4.112"),
    DEFLATED_IMAGE_FRAME("1.2.840.10008.1.2.8.1");

    private enum Encoding { IMPLICIT, EXPLICIT, DEFLATED, BIG_ENDIAN }

    private enum Pixels { NATIVE, ENCAPSULATED, STORED_ONLY }

    private static final Map<String, TransferSyntax> BY_UID =
            Arrays.stream(values())
                    .collect(Collectors.toUnmodifiableMap(TransferSyntax::uid, Function.identity()));

    private static final Map<String, TransferSyntax> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(TransferSyntax::text, Function.identity()));

    private final String uid;
    private final Encoding encoding;
    private final Pixels pixels;

    TransferSyntax(String uid) {
        this(uid, Encoding.EXPLICIT, Pixels.STORED_ONLY);
    }

    TransferSyntax(String uid, Encoding encoding, Pixels pixels) {
        this.uid = uid;
        this.encoding = encoding;
        this.pixels = pixels;
    }

    public static Optional<TransferSyntax> of(String uid) {
        return Optional.ofNullable(BY_UID.get(uid));
    }

    /// By the name it has in the settings, such as `jpeg-ls-lossless`.
    public static Optional<TransferSyntax> named(String text) {
        return Optional.ofNullable(BY_NAME.get(text));
    }

    /// Its name in the settings and in logs.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
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
        return pixels != Pixels.NATIVE;
    }

    /// Gantry keeps objects in it and reads their elements, never their pixels.
    public boolean storedOnly() {
        return pixels == Pixels.STORED_ONLY;
    }
}
