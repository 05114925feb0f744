// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameDecoder;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import dev.gantry.dicom.frame.UndecodableFrame;
import dev.gantry.dicom.natives.SharedLibrary.Absent;
import dev.gantry.dicom.natives.SharedLibrary.Loaded;
import dev.gantry.dicom.natives.SharedLibrary.Loading;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The system's libraries, called in this very process: by the helper process, and with
/// `native-codecs: in-process` by the appliance.
final class NativeDecoders implements FrameDecoder {
    static final Set<TransferSyntax> JPEG_LS =
            EnumSet.of(TransferSyntax.JPEG_LS_LOSSLESS, TransferSyntax.JPEG_LS_NEAR_LOSSLESS);
    static final Set<TransferSyntax> JPEG_2000 = EnumSet.of(
            TransferSyntax.JPEG_2000_LOSSLESS, TransferSyntax.JPEG_2000,
            TransferSyntax.HTJ2K_LOSSLESS, TransferSyntax.HTJ2K_LOSSLESS_RPCL, TransferSyntax.HTJ2K);
    /// OpenJPEG keeps 32 bits for each sample, several times; more is more than a machine at a scanner has.
    private static final long MAX_FRAME_BYTES = 512L << 20;

    private final Loading<CharLs> charLs;
    private final Loading<OpenJpeg> openJpeg;

    NativeDecoders() {
        this(tried(CharLs.load(), CharLs.FILE, CharLs::decode, TestPicture.JPEG_LS),
                tried(OpenJpeg.load(), OpenJpeg.FILE, OpenJpeg::decode, TestPicture.JPEG_2000));
    }

    NativeDecoders(Loading<CharLs> charLs, Loading<OpenJpeg> openJpeg) {
        this.charLs = charLs;
        this.openJpeg = openJpeg;
    }

    @FunctionalInterface
    interface Decode<T> {
        NativeSamples decode(T codec, Arena arena, MemorySegment stream, FrameShape expected)
                throws UndecodableFrame;
    }

    /// The library, if it decodes the test picture.
    static <T> Loading<T> tried(Loading<T> loading, String file, Decode<T> decode, byte[] picture) {
        return switch (loading) {
            case Absent<T> absent -> absent;
            case Loaded<T>(var codec) -> {
                try (var arena = Arena.ofConfined()) {
                    var stream = arena.allocateFrom(ValueLayout.JAVA_BYTE, picture);
                    var samples = decode.decode(codec, arena, stream, TestPicture.SHAPE).bytes();
                    yield samples.mismatch(MemorySegment.ofArray(TestPicture.samples())) < 0
                            ? loading
                            : new Absent<>(file + " decodes its test picture wrongly: it is not used");
                } catch (UndecodableFrame why) {
                    yield new Absent<>(file + " does not decode its test picture: " + why.getMessage());
                }
            }
        };
    }

    /// What is here and what is not, CharLS first.
    List<NativeLibrary> libraries() {
        return List.of(
                switch (charLs) {
                    case Loaded<CharLs>(var codec) ->
                        new NativeLibrary(CharLs.FILE, Optional.of(codec.version()), "decodes JPEG-LS");
                    case Absent<CharLs>(var why) -> new NativeLibrary(CharLs.FILE, Optional.empty(), why);
                },
                switch (openJpeg) {
                    case Loaded<OpenJpeg>(var codec) -> new NativeLibrary(
                            OpenJpeg.FILE, Optional.of(codec.version()), "decodes JPEG 2000 and HTJ2K");
                    case Absent<OpenJpeg>(var why) -> new NativeLibrary(OpenJpeg.FILE, Optional.empty(), why);
                });
    }

    /// @return the transfer syntaxes that the present ones of [#libraries] decode
    static Set<TransferSyntax> syntaxes(List<NativeLibrary> libraries) {
        var all = EnumSet.noneOf(TransferSyntax.class);
        for (var library : libraries) {
            if (library.version().isPresent()) {
                all.addAll(library.name().equals(CharLs.FILE) ? JPEG_LS : JPEG_2000);
            }
        }
        return all;
    }

    @Override
    public RawFrame decode(TransferSyntax syntax, ByteBuffer frame, FrameShape expected)
            throws UndecodableFrame {
        try (var arena = Arena.ofConfined()) {
            var given = MemorySegment.ofBuffer(frame);
            var stream = given.isNative() ? given : arena.allocate(given.byteSize()).copyFrom(given);
            var samples = decode(arena, syntax, stream, expected);
            return new RawFrame(samples.shape(), samples.bytes().toArray(ValueLayout.JAVA_BYTE));
        }
    }

    /// @param arena  of the samples
    /// @param stream outside the heap
    NativeSamples decode(Arena arena, TransferSyntax syntax, MemorySegment stream, FrameShape expected)
            throws UndecodableFrame {
        if (expected.bytes() > MAX_FRAME_BYTES) {
            throw new UndecodableFrame("a frame of " + expected.bytes() + " bytes is more than native codecs are "
                    + "given: " + MAX_FRAME_BYTES);
        }
        if (JPEG_LS.contains(syntax)) {
            return switch (charLs) {
                case Loaded<CharLs>(var codec) -> codec.decode(arena, stream, expected);
                case Absent<CharLs>(var why) -> throw new UndecodableFrame(why);
            };
        }
        if (JPEG_2000.contains(syntax)) {
            return switch (openJpeg) {
                case Loaded<OpenJpeg>(var codec) -> codec.decode(arena, stream, expected);
                case Absent<OpenJpeg>(var why) -> throw new UndecodableFrame(why);
            };
        }
        throw new UndecodableFrame("no native codec for transfer syntax " + syntax.uid());
    }
}
