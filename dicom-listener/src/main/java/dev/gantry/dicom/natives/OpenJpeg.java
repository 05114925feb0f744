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
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;

/// JPEG 2000 and HTJ2K by OpenJPEG 2.5 or later, in its strict mode: part of a stream is no picture.
final class OpenJpeg {
    static final String FILE = "libopenjp2.so.7";
    private static final String NEEDED = "libopenjp2-7 (2.5 or later)";

    private static final ValueLayout.OfShort BIG_ENDIAN_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final short EOC = (short) 0xFFD9;
    private static final int CODEC_J2K = 0;
    private static final int TRUE = 1;
    /// Larger than any `opj_dparameters_t` (8252 bytes in 2.5.0); the library fills it in.
    private static final long PARAMETERS_BYTES = 16 * 1024;
    private static final long MAX_READ_BYTES = 1 << 20;

    /// `opj_image_t`
    private static final StructLayout IMAGE = MemoryLayout.structLayout(
            JAVA_INT.withName("x0"), JAVA_INT.withName("y0"), JAVA_INT.withName("x1"), JAVA_INT.withName("y1"),
            JAVA_INT.withName("numcomps"), JAVA_INT.withName("color_space"), ADDRESS.withName("comps"),
            ADDRESS.withName("icc_profile_buf"), JAVA_INT.withName("icc_profile_len"),
            MemoryLayout.paddingLayout(4));
    /// `opj_image_comp_t`
    private static final StructLayout COMPONENT = MemoryLayout.structLayout(
            JAVA_INT.withName("dx"), JAVA_INT.withName("dy"), JAVA_INT.withName("w"), JAVA_INT.withName("h"),
            JAVA_INT.withName("x0"), JAVA_INT.withName("y0"), JAVA_INT.withName("prec"),
            JAVA_INT.withName("bpp"), JAVA_INT.withName("sgnd"), JAVA_INT.withName("resno_decoded"),
            JAVA_INT.withName("factor"), MemoryLayout.paddingLayout(4), ADDRESS.withName("data"),
            JAVA_SHORT.withName("alpha"), MemoryLayout.paddingLayout(6));

    private final MethodHandle version;
    private final MethodHandle createDecompress;
    private final MethodHandle destroyCodec;
    private final MethodHandle setDefaults;
    private final MethodHandle setup;
    private final MethodHandle setStrict;
    private final MethodHandle onError;
    private final MethodHandle onWarning;
    private final MethodHandle createStream;
    private final MethodHandle destroyStream;
    private final MethodHandle setRead;
    private final MethodHandle setSkip;
    private final MethodHandle setSeek;
    private final MethodHandle setUserData;
    private final MethodHandle setLength;
    private final MethodHandle readHeader;
    private final MethodHandle decode;
    private final MethodHandle endDecompress;
    private final MethodHandle destroyImage;

    private OpenJpeg(SharedLibrary library) {
        var destroys = FunctionDescriptor.ofVoid(ADDRESS);
        var sets = FunctionDescriptor.ofVoid(ADDRESS, ADDRESS);
        var handles = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
        version = library.function("opj_version", FunctionDescriptor.of(ADDRESS));
        createDecompress = library.function("opj_create_decompress", FunctionDescriptor.of(ADDRESS, JAVA_INT));
        destroyCodec = library.function("opj_destroy_codec", destroys);
        setDefaults = library.function("opj_set_default_decoder_parameters", destroys);
        setup = library.function("opj_setup_decoder", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        setStrict = library.function("opj_decoder_set_strict_mode", // since 2.5, as HTJ2K
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        onError = library.function("opj_set_error_handler", handles);
        onWarning = library.function("opj_set_warning_handler", handles);
        createStream = library.function("opj_stream_create", FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_INT));
        destroyStream = library.function("opj_stream_destroy", destroys);
        setRead = library.function("opj_stream_set_read_function", sets);
        setSkip = library.function("opj_stream_set_skip_function", sets);
        setSeek = library.function("opj_stream_set_seek_function", sets);
        setUserData = library.function("opj_stream_set_user_data",
                FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS));
        setLength = library.function("opj_stream_set_user_data_length",
                FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG));
        readHeader = library.function("opj_read_header", handles);
        decode = library.function("opj_decode", handles);
        endDecompress = library.function("opj_end_decompress", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        destroyImage = library.function("opj_image_destroy", destroys);
    }

    static Loading<OpenJpeg> load() {
        return SharedLibrary.load(FILE, NEEDED, OpenJpeg::new);
    }

    @SuppressWarnings("restricted")
    String version() {
        try {
            return ((MemorySegment) version.invokeExact()).reinterpret(100).getString(0);
        } catch (Throwable e) {
            throw new IllegalStateException("opj_version", e);
        }
    }

    /// @param stream outside the heap
    NativeSamples decode(Arena arena, MemorySegment stream, FrameShape expected) throws UndecodableFrame {
        var header = CodestreamHeader.read(stream.asByteBuffer());
        header.mustBe(expected, stream.byteSize());
        try {
            var codec = (MemorySegment) createDecompress.invokeExact(CODEC_J2K);
            var codestream = ended(arena, stream.asSlice(header.offset()), header.end());
            var reader = (MemorySegment) createStream.invokeExact(
                    Math.min(codestream.byteSize(), MAX_READ_BYTES), TRUE);
            try {
                if (codec.equals(MemorySegment.NULL) || reader.equals(MemorySegment.NULL)) {
                    throw new UndecodableFrame("no memory for a JPEG 2000 decoder");
                }
                return decode(arena, codec, reader, codestream, header);
            } finally {
                destroyStream.invokeExact(reader); // both take NULL
                destroyCodec.invokeExact(codec);
            }
        } catch (UndecodableFrame | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("OpenJPEG", e);
        }
    }

    /// Some writers pad their streams before EOC; the library takes padding for damage.
    private static MemorySegment ended(Arena arena, MemorySegment codestream, int end) {
        if (end > codestream.byteSize() - 2 || codestream.get(BIG_ENDIAN_SHORT, end) == EOC) {
            return codestream;
        }
        var copy = arena.allocate(end + 2L);
        MemorySegment.copy(codestream, 0, copy, 0, end);
        copy.set(BIG_ENDIAN_SHORT, end, EOC);
        return copy;
    }

    private NativeSamples decode(
            Arena arena, MemorySegment codec, MemorySegment reader, MemorySegment codestream, CodestreamHeader header)
            throws Throwable {
        var message = arena.allocate(OpenJpegCallbacks.MESSAGE_BYTES);
        check((int) onError.invokeExact(codec, OpenJpegCallbacks.MESSAGE, message), message);
        var warning = arena.allocate(OpenJpegCallbacks.MESSAGE_BYTES);
        check((int) onWarning.invokeExact(codec, OpenJpegCallbacks.MESSAGE, warning), message);
        var parameters = arena.allocate(PARAMETERS_BYTES, Long.BYTES);
        setDefaults.invokeExact(parameters);
        check((int) setup.invokeExact(codec, parameters), message);
        check((int) setStrict.invokeExact(codec, TRUE), message);
        setRead.invokeExact(reader, OpenJpegCallbacks.READ);
        setSkip.invokeExact(reader, OpenJpegCallbacks.SKIP);
        setSeek.invokeExact(reader, OpenJpegCallbacks.SEEK);
        setUserData.invokeExact(reader, OpenJpegCallbacks.source(arena, codestream), MemorySegment.NULL);
        setLength.invokeExact(reader, codestream.byteSize());
        var place = arena.allocate(ADDRESS);
        try {
            check((int) readHeader.invokeExact(reader, codec, place), message);
            check((int) decode.invokeExact(codec, reader, place.get(ADDRESS, 0)), message);
            check((int) endDecompress.invokeExact(codec, reader), message);
            return samples(arena, place.get(ADDRESS, 0), header);
        } finally {
            destroyImage.invokeExact(place.get(ADDRESS, 0)); // takes NULL
        }
    }

    private static void check(int done, MemorySegment message) throws UndecodableFrame {
        if (done != TRUE) {
            throw new UndecodableFrame("damaged JPEG 2000: " + message.getString(0).strip());
        }
    }

    /// One 32-bit number for each sample, by component, to the samples of a frame.
    @SuppressWarnings("restricted")
    private static NativeSamples samples(Arena arena, MemorySegment address, CodestreamHeader header)
            throws UndecodableFrame {
        var image = address.reinterpret(IMAGE.byteSize());
        if (image.get(JAVA_INT, at(IMAGE, "numcomps")) != header.components()) {
            throw new UndecodableFrame("OpenJPEG decoded " + image.get(JAVA_INT, at(IMAGE, "numcomps"))
                    + " components of " + header.components());
        }
        var components = image.get(ADDRESS, at(IMAGE, "comps"))
                .reinterpret(COMPONENT.byteSize() * header.components());
        int allocated = header.precision() > 16 ? 32 : header.precision() > 8 ? 16 : 8;
        var shape = new FrameShape(header.rows(), header.columns(), header.components(), allocated,
                header.precision(), header.signed());
        var samples = arena.allocate(shape.bytes(), Long.BYTES);
        for (int i = 0; i < header.components(); i++) {
            var component = components.asSlice(i * COMPONENT.byteSize(), COMPONENT);
            var data = component.get(ADDRESS, at(COMPONENT, "data"));
            if (component.get(JAVA_INT, at(COMPONENT, "w")) != shape.columns()
                    || component.get(JAVA_INT, at(COMPONENT, "h")) != shape.rows()
                    || component.get(JAVA_INT, at(COMPONENT, "prec")) != shape.bitsStored()
                    || data.equals(MemorySegment.NULL)) {
                throw new UndecodableFrame("OpenJPEG did not decode all of component " + i);
            }
            long count = (long) shape.rows() * shape.columns();
            narrowed(data.reinterpret(count * Integer.BYTES), samples, count, i, shape);
        }
        return new NativeSamples(shape, samples);
    }

    private static void narrowed(
            MemorySegment data, MemorySegment samples, long count, int component, FrameShape shape) {
        int step = shape.samplesPerPixel();
        switch (shape.bitsAllocated()) {
            case 8 -> {
                for (long i = 0, to = component; i < count; i++, to += step) {
                    samples.set(JAVA_BYTE, to, (byte) data.getAtIndex(JAVA_INT, i));
                }
            }
            case 16 -> {
                for (long i = 0, to = component; i < count; i++, to += step) {
                    samples.setAtIndex(JAVA_SHORT, to, (short) data.getAtIndex(JAVA_INT, i));
                }
            }
            default -> {
                for (long i = 0, to = component; i < count; i++, to += step) {
                    samples.setAtIndex(JAVA_INT, to, data.getAtIndex(JAVA_INT, i));
                }
            }
        }
    }

    private static long at(StructLayout layout, String field) {
        return layout.byteOffset(PathElement.groupElement(field));
    }
}
