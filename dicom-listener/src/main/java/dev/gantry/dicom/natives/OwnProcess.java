// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the decoder process asks of the system about itself; Linux, 64 bit.
final class OwnProcess {
    private static final int STANDARD_OUTPUT = 1;
    private static final int STANDARD_ERROR = 2;
    private static final int CORE = 4;
    private static final int ADDRESS_SPACE = 9;
    /// What the JVM itself may take: threads, code, classes.
    private static final long ALWAYS_BYTES = 256L << 20;
    /// OpenJPEG has 32 bits for each sample, in the picture, in the tile and once more while it works.
    private static final long FOR_EACH_SAMPLE_BYTE = 24;
    private static final long FOR_EACH_STREAM_BYTE = 8;
    private static final int SET_PIPE_SIZE = 1031;
    private static final int PIPE_BYTES = 1 << 20;
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final long PAGE_BYTES = 4096;

    private static final FunctionDescriptor LIMIT = FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS);

    private final MethodHandle getrlimit = function("getrlimit", LIMIT);
    private final MethodHandle setrlimit = function("setrlimit", LIMIT);

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
    }

    /// Keeps standard output for samples alone: what the JVM itself prints, a crash report above all, goes to
    /// standard error from now on.
    ///
    /// @return where the samples go
    FileChannel samplesOnly() throws IOException {
        var dup = function("dup", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        var dup2 = function("dup2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        try {
            int output = (int) dup.invokeExact(STANDARD_OUTPUT);
            widen(output);
            var channel = new FileOutputStream("/proc/self/fd/" + output).getChannel();
            if ((int) dup2.invokeExact(STANDARD_ERROR, STANDARD_OUTPUT) != STANDARD_OUTPUT) {
                throw new IOException("dup2");
            }
            return channel;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("dup", e);
        }
    }

    /// No core file: it would hold a patient's picture.
    void noCore() {
        set(CORE, 0);
    }

    /// From now on the process may take only what decoding of such a frame can need (setrlimit(2)); the library is
    /// told that there is no memory when a stream makes it ask for more.
    void allow(long sampleBytes, long streamBytes) {
        try {
            var size = Files.readString(STATM);
            long now = Long.parseLong(size.substring(0, size.indexOf(' '))) * PAGE_BYTES;
            set(ADDRESS_SPACE, now + ALWAYS_BYTES + FOR_EACH_SAMPLE_BYTE * sampleBytes
                    + FOR_EACH_STREAM_BYTE * streamBytes);
        } catch (IOException _) {
            // not Linux: no limit of ours
        }
    }

    /// Samples leave in larger pieces (F_SETPIPE_SZ of fcntl(2)); where it is not granted, they leave all the same.
    private static void widen(int descriptor) throws Throwable {
        var fcntl = function("fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        int _ = (int) fcntl.invokeExact(descriptor, SET_PIPE_SIZE, PIPE_BYTES);
    }

    /// The soft limit, in bytes, where the hard one lets us.
    private void set(int resource, long soft) {
        try (var arena = Arena.ofConfined()) {
            var limit = arena.allocate(JAVA_LONG, 2); // soft, hard
            if ((int) getrlimit.invokeExact(resource, limit) == 0) {
                long hard = limit.getAtIndex(JAVA_LONG, 1);
                limit.setAtIndex(JAVA_LONG, 0, Long.compareUnsigned(soft, hard) < 0 ? soft : hard);
                int _ = (int) setrlimit.invokeExact(resource, limit);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("setrlimit", e);
        }
    }
}
