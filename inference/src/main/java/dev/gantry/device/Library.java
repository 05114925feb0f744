// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.device;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A shared library that computing on a GPU needs.
///
/// @param name    as ONNX Runtime's providers ask for it, with its major version: `libcudnn.so.9`
/// @param neededBy `cuda` or `tensorrt`
/// @param file    empty when the dynamic loader does not find it
/// @param version as the library itself says; empty when it is not found or does not say
/// @param remedy  what brings it, and why it does not load now; empty text when it does
public record Library(
        String name, String neededBy, Optional<Path> file, Optional<String> version, String remedy) {
    private static final String TOOLKIT =
            "install the CUDA 12 runtime libraries, or add their folder to LD_LIBRARY_PATH";
    private static final String CUDNN = "install cuDNN 9 for CUDA 12";
    private static final String TENSORRT = "install TensorRT 10 for CUDA 12 (without it CUDA still works)";
    /// libraryPropertyType
    private static final int MAJOR = 0;
    private static final int MINOR = 1;
    private static final int PATCH = 2;

    private interface Ask {
        String version(Native.Loaded library);
    }

    /// What the providers of onnxruntime_gpu 1.28 are linked against or load when they start (`readelf -d`):
    /// CUDA 12, cuDNN 9, TensorRT 10.
    static List<Library> gpuLibraries() {
        return List.of(
                find("libcudart.so.12", "cuda", TOOLKIT, Library::runtime),
                find("libcublas.so.12", "cuda", TOOLKIT, library -> property(library, "cublasGetProperty")),
                find("libcublasLt.so.12", "cuda", TOOLKIT, library -> property(library, "cublasLtGetProperty")),
                find("libcurand.so.10", "cuda", TOOLKIT, library -> property(library, "curandGetProperty")),
                find("libnvrtc.so.12", "cuda", TOOLKIT, Library::compiler),
                find("libcudnn.so.9", "cuda", CUDNN, Library::cudnn),
                find("libnvinfer.so.10", "tensorrt", TENSORRT, Library::tensorRt),
                find("libnvonnxparser.so.10", "tensorrt", TENSORRT,
                        library -> digits(library.call("getNvOnnxParserVersion"))));
    }

    static Library find(String name, String neededBy, String remedy) {
        return find(name, neededBy, remedy, _ -> "");
    }

    private static Library find(String name, String neededBy, String remedy, Ask ask) {
        return switch (Native.load(name)) {
            case Native.Missing(String detail) ->
                    new Library(name, neededBy, Optional.empty(), Optional.empty(), remedy + " (" + detail + ")");
            case Native.Loaded library -> new Library(
                    name, neededBy, Optional.of(library.file().orElse(Path.of(name))), version(ask, library), "");
        };
    }

    private static Optional<String> version(Ask ask, Native.Loaded library) {
        try {
            return Optional.of(ask.version(library)).filter(text -> !text.isEmpty());
        } catch (IllegalStateException _) {
            return Optional.empty(); // another build of it, without that question
        }
    }

    /// cudaRuntimeGetVersion: 12040 is 12.4.
    private static String runtime(Native.Loaded library) {
        try (var arena = Arena.ofConfined()) {
            var number = arena.allocate(ValueLayout.JAVA_INT);
            library.call("cudaRuntimeGetVersion", number);
            int version = number.get(ValueLayout.JAVA_INT, 0);
            return version / 1000 + "." + version % 1000 / 10;
        }
    }

    /// nvrtcVersion
    private static String compiler(Native.Loaded library) {
        try (var arena = Arena.ofConfined()) {
            var major = arena.allocate(ValueLayout.JAVA_INT);
            var minor = arena.allocate(ValueLayout.JAVA_INT);
            library.call("nvrtcVersion", major, minor);
            return major.get(ValueLayout.JAVA_INT, 0) + "." + minor.get(ValueLayout.JAVA_INT, 0);
        }
    }

    private static String property(Native.Loaded library, String function) {
        try (var arena = Arena.ofConfined()) {
            var number = arena.allocate(ValueLayout.JAVA_INT);
            var text = new StringBuilder();
            for (int part : new int[] {MAJOR, MINOR, PATCH}) {
                library.call(function, part, number);
                text.append(text.isEmpty() ? "" : ".").append(number.get(ValueLayout.JAVA_INT, 0));
            }
            return text.toString();
        }
    }

    /// cudnnGetVersion: 90100 is 9.1.0.
    private static String cudnn(Native.Loaded library) {
        return digits((int) library.callForLong("cudnnGetVersion"));
    }

    /// getInferLibVersion: 100900 is 10.9.0; before TensorRT 10 it was 8601 for 8.6.1.
    private static String tensorRt(Native.Loaded library) {
        return digits(library.call("getInferLibVersion"));
    }

    static String digits(int version) {
        return version >= 10_000
                ? version / 10_000 + "." + version % 10_000 / 100 + "." + version % 100
                : version / 1000 + "." + version % 1000 / 100 + "." + version % 100;
    }
}
