// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// What OpenJPEG calls back: reading from memory, and messages. All state is in native memory that the caller
/// hands over as user data, so that one set of stubs serves all threads.
///
/// Nothing here may throw: an exception in a callback ends the JVM.
final class OpenJpegCallbacks {
    /// `{address, length, position}` of the stream.
    static final long SOURCE_BYTES = 3 * Long.BYTES;
    /// `{first message, zero-terminated}`
    static final long MESSAGE_BYTES = 256;
    private static final long LENGTH = Long.BYTES;
    private static final long POSITION = 2 * Long.BYTES;
    private static final long END = -1;

    /// `opj_stream_read_fn`, `opj_stream_skip_fn`, `opj_stream_seek_fn`, `opj_msg_callback`
    static final MemorySegment READ = stub("read", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS));
    static final MemorySegment SKIP = stub("skip", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS));
    static final MemorySegment SEEK = stub("seek", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS));
    static final MemorySegment MESSAGE = stub("message", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));

    private OpenJpegCallbacks() {}

    private static MemorySegment stub(String name, FunctionDescriptor descriptor) {
        try {
            MethodType type = descriptor.toMethodType();
            MethodHandle function = MethodHandles.lookup().findStatic(OpenJpegCallbacks.class, name, type);
            return SharedLibrary.callback(function, descriptor);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static MemorySegment source(Arena arena, MemorySegment stream) {
        var source = arena.allocate(SOURCE_BYTES, Long.BYTES);
        source.set(JAVA_LONG, 0, stream.address());
        source.set(JAVA_LONG, LENGTH, stream.byteSize());
        return source;
    }

    @SuppressWarnings("restricted")
    static long read(MemorySegment target, long wanted, MemorySegment user) {
        var source = user.reinterpret(SOURCE_BYTES);
        long position = source.get(JAVA_LONG, POSITION);
        long bytes = Math.min(wanted, source.get(JAVA_LONG, LENGTH) - position);
        if (bytes <= 0) {
            return END;
        }
        var from = MemorySegment.ofAddress(source.get(JAVA_LONG, 0) + position).reinterpret(bytes);
        MemorySegment.copy(from, 0, target.reinterpret(bytes), 0, bytes);
        source.set(JAVA_LONG, POSITION, position + bytes);
        return bytes;
    }

    @SuppressWarnings("restricted")
    static long skip(long bytes, MemorySegment user) {
        var source = user.reinterpret(SOURCE_BYTES);
        long position = source.get(JAVA_LONG, POSITION);
        if (bytes < 0 || bytes > source.get(JAVA_LONG, LENGTH) - position) {
            return END;
        }
        source.set(JAVA_LONG, POSITION, position + bytes);
        return bytes;
    }

    @SuppressWarnings("restricted")
    static int seek(long position, MemorySegment user) {
        var source = user.reinterpret(SOURCE_BYTES);
        if (position < 0 || position > source.get(JAVA_LONG, LENGTH)) {
            return 0;
        }
        source.set(JAVA_LONG, POSITION, position);
        return 1;
    }

    /// Keeps the first message only; those that follow are its consequences.
    @SuppressWarnings("restricted")
    static void message(MemorySegment text, MemorySegment user) {
        var kept = user.reinterpret(MESSAGE_BYTES);
        if (kept.get(JAVA_BYTE, 0) != 0) {
            return;
        }
        var from = text.reinterpret(MESSAGE_BYTES);
        for (long i = 0; i < MESSAGE_BYTES - 1; i++) {
            byte letter = from.get(JAVA_BYTE, i);
            if (letter == 0) {
                return;
            }
            kept.set(JAVA_BYTE, i, letter < ' ' ? (byte) ' ' : letter);
        }
    }
}
