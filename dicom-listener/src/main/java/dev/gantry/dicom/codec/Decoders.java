// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.codec;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameDecoder;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import dev.gantry.dicom.frame.UndecodableFrame;
import dev.gantry.dicom.jpeg.JpegDecoder;
import dev.gantry.dicom.jpeg2000.Jpeg2000Decoder;
import dev.gantry.dicom.jpegls.JpegLsDecoder;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Every decoder there is: those in Java, and in front of them the native ones of this machine.
///
/// Checks what each of them returns against what was asked, and refuses frames whose header claims more than
/// [#ALWAYS_BYTES] and more than [#MOST_FROM_A_BYTE] times their stream, before anything is allocated. Safe
/// for several threads at once.
public final class Decoders implements FrameDecoder {
    /// A frame up to 64 MiB may be as well compressed as it likes.
    static final long ALWAYS_BYTES = 64L << 20;
    /// Larger frames: no picture of a body comes near.
    static final long MOST_FROM_A_BYTE = 1000;

    private final Map<TransferSyntax, FrameDecoder> bySyntax;

    private Decoders(Map<TransferSyntax, FrameDecoder> bySyntax) {
        this.bySyntax = bySyntax;
    }

    /// Those that need nothing but the JVM: RLE, JPEG (DCT and lossless), JPEG-LS and
    /// JPEG 2000.
    public static Decoders java() {
        return of(Map.of());
    }

    /// @param natively the syntaxes that native codecs of this machine decode; where Java could too, they win,
    ///                 but for JPEG-LS of fewer than 8 bits
    public static Decoders of(Map<TransferSyntax, ? extends FrameDecoder> natively) {
        var all = new EnumMap<TransferSyntax, FrameDecoder>(TransferSyntax.class);
        all.put(TransferSyntax.RLE_LOSSLESS, new RleDecoder());
        var jpeg = new JpegDecoder();
        all.put(TransferSyntax.JPEG_BASELINE, jpeg);
        all.put(TransferSyntax.JPEG_EXTENDED, jpeg);
        all.put(TransferSyntax.JPEG_LOSSLESS, jpeg);
        all.put(TransferSyntax.JPEG_LOSSLESS_SV1, jpeg);
        var jpeg2000 = new Jpeg2000Decoder();
        all.put(TransferSyntax.JPEG_2000_LOSSLESS, jpeg2000);
        all.put(TransferSyntax.JPEG_2000, jpeg2000);
        var jpegLs = new JpegLsDecoder();
        all.put(TransferSyntax.JPEG_LS_LOSSLESS, jpegLs);
        all.put(TransferSyntax.JPEG_LS_NEAR_LOSSLESS, jpegLs);
        all.putAll(natively);
        all.computeIfPresent(TransferSyntax.JPEG_LS_LOSSLESS, (_, any) -> orShallow(any, jpegLs));
        all.computeIfPresent(TransferSyntax.JPEG_LS_NEAR_LOSSLESS, (_, any) -> orShallow(any, jpegLs));
        return new Decoders(all);
    }

    /// Fewer than 8 bits DCMTK encodes in a way of its own, which libcharls takes for damage.
    private static FrameDecoder orShallow(FrameDecoder decoder, JpegLsDecoder shallow) {
        return (syntax, frame, expected) ->
                (expected.bitsStored() < 8 ? shallow : decoder).decode(syntax, frame, expected);
    }

    /// Why frames of an encapsulated transfer syntax cannot be decoded here, whatever they hold, and what would
    /// help; empty when they can.
    public Optional<String> missing(TransferSyntax syntax) {
        return bySyntax.containsKey(syntax) ? Optional.empty() : Optional.of(switch (syntax) {
            case HTJ2K, HTJ2K_LOSSLESS, HTJ2K_LOSSLESS_RPCL ->
                "High-Throughput JPEG 2000 (transfer syntax " + syntax.uid() + ") needs a native codec: install "
                        + "libopenjp2-7 and set dicom.native-codecs to process";
            default -> "no decoder for transfer syntax " + name(syntax) + " exists in this version: "
                    + "ask the sender for another one";
        });
    }

    private static String name(TransferSyntax syntax) {
        return syntax.name().replace('_', ' ') + " (" + syntax.uid() + ")";
    }

    @Override
    public RawFrame decode(TransferSyntax syntax, ByteBuffer frame, FrameShape expected)
            throws UndecodableFrame {
        var missing = missing(syntax);
        if (missing.isPresent()) {
            throw new UndecodableFrame(missing.get());
        }
        if (expected.bytes() > Integer.MAX_VALUE - 8
                || expected.bytes() > Math.max(ALWAYS_BYTES, MOST_FROM_A_BYTE * frame.remaining())) {
            throw new UndecodableFrame("a frame of " + expected.bytes() + " bytes is not believed of "
                    + frame.remaining() + " compressed ones");
        }
        var raw = bySyntax.get(syntax).decode(syntax, frame, expected);
        var got = raw.shape();
        if (got.rows() != expected.rows() || got.columns() != expected.columns()
                || got.samplesPerPixel() != expected.samplesPerPixel()
                || raw.samples().length != got.bytes()) {
            throw new UndecodableFrame("the stream holds " + size(got) + ", the data set says "
                    + size(expected));
        }
        return raw;
    }

    private static String size(FrameShape shape) {
        return shape.rows() + " x " + shape.columns() + " x " + shape.samplesPerPixel();
    }
}
