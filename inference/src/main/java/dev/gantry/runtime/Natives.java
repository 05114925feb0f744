// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps ONNX Runtime's native libraries unpacked, so that a start neither copies them again nor leaves
/// copies behind.
final class Natives {
    private static final Logger LOG = LoggerFactory.getLogger(Natives.class);
    /// Read by ONNX Runtime when its first class is initialised.
    private static final String PATH_PROPERTY = "onnxruntime.native.path";
    private static final String CUDA_LIBRARY = "libonnxruntime_providers_cuda.so";
    private static final List<String> LIBRARIES = List.of(
            "libonnxruntime.so",
            "libonnxruntime4j_jni.so",
            "libonnxruntime_providers_shared.so",
            CUDA_LIBRARY,
            "libonnxruntime_providers_tensorrt.so");

    private Natives() {}

    /// Unpacks what the class path holds for this platform into a folder of `cache` named after it, unless it
    /// is there with the right sizes, and points ONNX Runtime to it. A folder the operator named by the
    /// property wins; on a platform without libraries of that name ONNX Runtime is left to its own ways.
    ///
    /// @throws IOException when the folder cannot be written
    static void prepare(Path cache) throws IOException {
        if (System.getProperty(PATH_PROPERTY) != null || !Files.isDirectory(Path.of("/proc/self"))) {
            return;
        }
        var folder = unpack(cache);
        if (folder.isPresent()) {
            System.setProperty(PATH_PROPERTY, folder.get().toAbsolutePath().toString());
        }
    }

    /// The folder that holds the libraries; empty when the class path has none for this platform.
    static Optional<Path> unpack(Path cache) throws IOException {
        var folder =
                cache.resolve("onnxruntime-" + version() + "-" + platform() + (gpuBuild() ? "-gpu" : ""));
        int found = 0;
        for (var library : LIBRARIES) {
            var packed = packed(library);
            if (packed.isPresent()) {
                found++;
                unpack(packed.get(), folder.resolve(library));
            }
        }
        return found > 0 ? Optional.of(folder) : Optional.empty();
    }

    /// Whether the ONNX Runtime on the class path could use an NVIDIA GPU.
    /// Or in the folder that the operator named.
    /// OrtEnvironment.getAvailableProviders cannot be asked: it names what was compiled in.
    static boolean gpuBuild() {
        var named = System.getProperty(PATH_PROPERTY);
        return packed(CUDA_LIBRARY).isPresent() || named != null && Files.exists(Path.of(named, CUDA_LIBRARY));
    }

    private static void unpack(URL packed, Path library) throws IOException {
        var connection = packed.openConnection();
        connection.setUseCaches(false);
        try (var in = connection.getInputStream()) {
            long bytes = connection.getContentLengthLong();
            if (Files.isRegularFile(library) && Files.size(library) == bytes) {
                return;
            }
            Files.createDirectories(library.getParent());
            place(in, bytes, library);
        }
    }

    private static void place(InputStream in, long bytes, Path library) throws IOException {
        var part = library.resolveSibling(library.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            long copied = Files.copy(in, part);
            if (copied != bytes) {
                throw new IOException(library.getFileName() + " has " + bytes + " bytes, unpacked " + copied);
            }
            try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true); // a power cut must not leave a file of the right size and no content
            }
            Files.move(part, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            LOG.info("unpacked library={} bytes={}", library.getFileName(), bytes);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    // By class literal: nothing of ONNX Runtime may be initialised before the property is set.
    private static Optional<URL> packed(String library) {
        return Optional.ofNullable(
                OrtEnvironment.class.getResource("native/linux-" + platform() + "/" + library));
    }

    private static String version() {
        return Optional.ofNullable(OrtEnvironment.class.getPackage().getImplementationVersion())
                .orElse("unversioned");
    }

    private static String platform() {
        var arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return arch.equals("amd64") ? "x64" : arch;
    }
}
