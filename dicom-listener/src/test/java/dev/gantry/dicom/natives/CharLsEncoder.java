// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.natives.SharedLibrary.Absent;
import dev.gantry.dicom.natives.SharedLibrary.Loaded;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// JPEG-LS by the encoder of CharLS: streams of our own making, of every depth and interleave mode.
final class CharLsEncoder {
    enum Interleave { NONE, LINE, SAMPLE }

    private final MethodHandle create;
    private final MethodHandle destroy;
    private final MethodHandle setFrameInfo;
    private final MethodHandle setNearLossless;
    private final MethodHandle setInterleave;
    private final MethodHandle setDestination;
    private final MethodHandle encode;
    private final MethodHandle bytesWritten;

    private CharLsEncoder(SharedLibrary library) {
        var withNumber = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT);
        var withAddress = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
        create = library.function("charls_jpegls_encoder_create", FunctionDescriptor.of(ADDRESS));
        destroy = library.function("charls_jpegls_encoder_destroy", FunctionDescriptor.ofVoid(ADDRESS));
        setFrameInfo = library.function("charls_jpegls_encoder_set_frame_info", withAddress);
        setNearLossless = library.function("charls_jpegls_encoder_set_near_lossless", withNumber);
        setInterleave = library.function("charls_jpegls_encoder_set_interleave_mode", withNumber);
        setDestination = library.function("charls_jpegls_encoder_set_destination_buffer",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
        encode = library.function("charls_jpegls_encoder_encode_from_buffer",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
        bytesWritten = library.function("charls_jpegls_encoder_get_bytes_written", withAddress);
    }

    static Optional<CharLsEncoder> load() {
        return switch (SharedLibrary.load(CharLs.FILE, "libcharls2", CharLsEncoder::new)) {
            case Loaded<CharLsEncoder>(var encoder) -> Optional.of(encoder);
            case Absent<CharLsEncoder>(_) -> Optional.empty();
        };
    }

    /// @param samples as CharLS wants them: by component for [Interleave#NONE], else side by side
    byte[] encode(byte[] samples, FrameShape shape, int near, Interleave interleave) {
        try (var arena = Arena.ofConfined()) {
            var encoder = (MemorySegment) create.invokeExact();
            var info = arena.allocateFrom(JAVA_INT, shape.columns(), shape.rows(), shape.bitsStored(),
                    shape.samplesPerPixel());
            assertThat((int) setFrameInfo.invokeExact(encoder, info)).isZero();
            assertThat((int) setNearLossless.invokeExact(encoder, near)).isZero();
            assertThat((int) setInterleave.invokeExact(encoder, interleave.ordinal())).isZero();
            var target = arena.allocate(2L * samples.length + 4096);
            assertThat((int) setDestination.invokeExact(encoder, target, target.byteSize())).isZero();
            var source = arena.allocateFrom(JAVA_BYTE, samples);
            assertThat((int) encode.invokeExact(encoder, source, source.byteSize(), 0)).isZero();
            var size = arena.allocate(JAVA_LONG);
            assertThat((int) bytesWritten.invokeExact(encoder, size)).isZero();
            destroy.invokeExact(encoder);
            return target.asSlice(0, size.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
