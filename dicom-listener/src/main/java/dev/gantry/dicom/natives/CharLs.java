// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.UndecodableFrame;
import dev.gantry.dicom.natives.SharedLibrary.Loading;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/// JPEG-LS by CharLS 2 (`charls_jpegls_decoder_*`, from 2.1 on).
final class CharLs {
    static final String FILE = "libcharls.so.2";
    private static final String NEEDED = "libcharls2 (2.1 or later)";

    /// `charls_frame_info`
    private static final StructLayout FRAME_INFO = MemoryLayout.structLayout(
            JAVA_INT.withName("width"), JAVA_INT.withName("height"),
            JAVA_INT.withName("bits_per_sample"), JAVA_INT.withName("component_count"));
    /// `CHARLS_INTERLEAVE_MODE_NONE`: all of one component, then all of the next.
    private static final int BY_COMPONENT = 0;
    private static final int MAX_MESSAGE_BYTES = 200;

    private final MethodHandle create;
    private final MethodHandle destroy;
    private final MethodHandle setSource;
    private final MethodHandle readHeader;
    private final MethodHandle frameInfo;
    private final MethodHandle interleaveMode;
    private final MethodHandle destinationSize;
    private final MethodHandle decodeToBuffer;
    private final MethodHandle errorMessage;
    private final MethodHandle versionString;

    private CharLs(SharedLibrary library) {
        var onDecoder = FunctionDescriptor.of(JAVA_INT, ADDRESS);
        var onDecoderInto = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
        create = library.function("charls_jpegls_decoder_create", FunctionDescriptor.of(ADDRESS));
        destroy = library.function("charls_jpegls_decoder_destroy", FunctionDescriptor.ofVoid(ADDRESS));
        setSource = library.function("charls_jpegls_decoder_set_source_buffer",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
        readHeader = library.function("charls_jpegls_decoder_read_header", onDecoder);
        frameInfo = library.function("charls_jpegls_decoder_get_frame_info", onDecoderInto);
        interleaveMode = library.function("charls_jpegls_decoder_get_interleave_mode", onDecoderInto);
        destinationSize = library.function("charls_jpegls_decoder_get_destination_size",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
        decodeToBuffer = library.function("charls_jpegls_decoder_decode_to_buffer",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
        errorMessage = library.function("charls_get_error_message", FunctionDescriptor.of(ADDRESS, JAVA_INT));
        versionString = library.function("charls_get_version_string", FunctionDescriptor.of(ADDRESS));
    }

    static Loading<CharLs> load() {
        return SharedLibrary.load(FILE, NEEDED, CharLs::new);
    }

    String version() {
        try {
            return text((MemorySegment) versionString.invokeExact());
        } catch (Throwable e) {
            throw new IllegalStateException("charls_get_version_string", e);
        }
    }

    /// @param stream outside the heap
    NativeSamples decode(Arena arena, MemorySegment stream, FrameShape expected) throws UndecodableFrame {
        var header = JpegLsHeader.read(stream.asByteBuffer());
        header.mustBe(expected);
        try {
            var decoder = (MemorySegment) create.invokeExact();
            if (decoder.equals(MemorySegment.NULL)) {
                throw new UndecodableFrame("no memory for a JPEG-LS decoder");
            }
            try {
                return decode(arena, decoder, stream, header, expected);
            } finally {
                destroy.invokeExact(decoder);
            }
        } catch (UndecodableFrame | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("CharLS", e);
        }
    }

    private NativeSamples decode(
            Arena arena, MemorySegment decoder, MemorySegment stream, JpegLsHeader header, FrameShape expected)
            throws Throwable {
        check((int) setSource.invokeExact(decoder, stream, stream.byteSize()));
        check((int) readHeader.invokeExact(decoder));
        var info = arena.allocate(FRAME_INFO);
        check((int) frameInfo.invokeExact(decoder, info));
        if (field(info, "width") != header.columns() || field(info, "height") != header.rows()
                || field(info, "component_count") != header.components()
                || field(info, "bits_per_sample") != header.precision()) {
            throw new UndecodableFrame("a JPEG-LS stream with two frame headers");
        }
        int allocated = header.precision() > 8 ? 16 : 8;
        var shape = new FrameShape(header.rows(), header.columns(), header.components(), allocated,
                header.precision(), expected.signed()); // JPEG-LS codes bits, whatever they mean
        var size = arena.allocate(JAVA_LONG);
        check((int) destinationSize.invokeExact(decoder, 0, size));
        if (size.get(JAVA_LONG, 0) != shape.bytes()) {
            throw new UndecodableFrame("CharLS wants " + size.get(JAVA_LONG, 0) + " bytes for "
                    + shape.bytes() + " of samples");
        }
        var samples = arena.allocate(shape.bytes(), Long.BYTES);
        check((int) decodeToBuffer.invokeExact(decoder, samples, samples.byteSize(), 0));
        var mode = arena.allocate(JAVA_INT);
        check((int) interleaveMode.invokeExact(decoder, mode));
        return new NativeSamples(shape, header.components() > 1 && mode.get(JAVA_INT, 0) == BY_COMPONENT
                ? sideBySide(arena, samples, shape)
                : samples);
    }

    private static int field(MemorySegment info, String name) {
        return info.get(JAVA_INT, FRAME_INFO.byteOffset(PathElement.groupElement(name)));
    }

    /// R1 R2 ... G1 G2 ... B1 B2 ... to R1 G1 B1 R2 ...
    private static MemorySegment sideBySide(Arena arena, MemorySegment planes, FrameShape shape) {
        var pixels = arena.allocate(planes.byteSize(), Long.BYTES);
        int components = shape.samplesPerPixel();
        long count = (long) shape.rows() * shape.columns();
        for (int component = 0; component < components; component++) {
            if (shape.bitsAllocated() == 8) {
                for (long i = 0; i < count; i++) {
                    pixels.set(JAVA_BYTE, i * components + component, planes.get(JAVA_BYTE, component * count + i));
                }
            } else {
                for (long i = 0; i < count; i++) {
                    pixels.setAtIndex(JAVA_SHORT, i * components + component,
                            planes.getAtIndex(JAVA_SHORT, component * count + i));
                }
            }
        }
        return pixels;
    }

    private void check(int code) throws Throwable {
        if (code != 0) {
            throw new UndecodableFrame("damaged JPEG-LS: " + text((MemorySegment) errorMessage.invokeExact(code)));
        }
    }

    @SuppressWarnings("restricted")
    private static String text(MemorySegment address) {
        return address.reinterpret(MAX_MESSAGE_BYTES).getString(0);
    }
}
