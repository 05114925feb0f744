// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What ONNX Runtime says when it cannot, in words that tell what to do about it.
final class Complaint {
    private static final int LONGEST = 400;
    private static final Pattern PREAMBLE = Pattern.compile("^Error code - \\w+ - message: ");
    /// `/onnxruntime_src/.../bfc_arena.cc:359 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, ...) `
    private static final Pattern SOURCE_LINE =
            Pattern.compile("/\\S*onnxruntime\\S*/\\S+:\\d+ (?:(?! {2}).)*?\\)(?: const)? (?=[A-Z\\[])");
    private static final Pattern CUSTOM =
            Pattern.compile("Fatal error: ([^ ]*?):?([A-Za-z0-9_]+)\\(-?\\d+\\) is not a registered function");
    private static final Pattern UNKNOWN =
            Pattern.compile("No Op registered for (\\S+) with domain_version of (\\d+)");
    private static final Pattern OPSET = Pattern.compile(
            "Opset (\\d+) is under development.*support for domain (\\S+) is till opset (\\d+)", Pattern.DOTALL);
    private static final Pattern IR =
            Pattern.compile("Unsupported model IR version: (\\d+), max supported IR version: (\\d+)");
    private static final Pattern LIBRARY =
            Pattern.compile("Failed to load library \\S+ with error: ([^\\s:]+): cannot open shared object file");
    private static final Pattern BUILD = Pattern.compile("Failed to find (\\w+) shared provider");
    /// Of the CPU's and the GPU's arena, of C++, CUDA, cuBLAS, cuDNN and TensorRT.
    private static final List<String> NO_MEMORY = List.of("failed to allocate memory", "bad_alloc",
            "bad allocation", "out of memory", "outofmemory", "alloc_failed", "allocation_failed",
            "cudaerrormemoryallocation", "available memory of");
    private static final String LEFT_TO_CPU = "assigned to the default CPU EP";

    private Complaint() {}

    /// How a run that threw this ended.
    static Ran ran(OrtException e) {
        return noMemory(e.getMessage()) ? new Ran.OutOfMemory(words(e)) : new Ran.Failed(words(e));
    }

    static boolean noMemory(String message) {
        var lower = message.toLowerCase(Locale.ROOT);
        return NO_MEMORY.stream().anyMatch(lower::contains);
    }

    /// Whether a session was refused because the provider leaves nodes to the CPU.
    static boolean leavesNodesToTheCpu(OrtException e) {
        return e.getMessage().contains(LEFT_TO_CPU);
    }

    /// Whether a run gave another shape than there was room for.
    static boolean otherShape(OrtException e) {
        return e.getMessage().contains("pre-allocated output OrtValues")
                || e.getMessage().contains("shape verification failed");
    }

    /// Why a graph does not load: what is wrong with it, and what helps where that is known.
    ///
    /// @param version of ONNX Runtime
    static String refusal(OrtException e, String version) {
        var message = e.getMessage();
        if (e.getCode() == OrtErrorCode.ORT_INVALID_PROTOBUF) {
            return "the file is no whole ONNX graph, it may have been cut short or changed: copy it again";
        }
        return match(CUSTOM, message)
                .map(it -> "the operator " + it.group(2)
                        + (it.group(1).isEmpty() ? "" : " of the domain " + it.group(1))
                        + " is not known to ONNX Runtime " + version
                        + ", and custom operators are not loaded: export the graph with operators of ONNX only")
                .or(() -> match(UNKNOWN, message)
                        .map(it -> "the operator " + it.group(1) + " is not one of ONNX opset " + it.group(2)
                                + ": export the graph with operators of ONNX only, or with a later opset"))
                .or(() -> match(OPSET, message)
                        .map(it -> "the graph wants opset " + it.group(1) + " of " + it.group(2)
                                + ", ONNX Runtime " + version + " knows those up to " + it.group(3)
                                + ": export it with opset " + it.group(3) + " or an earlier one"))
                .or(() -> match(IR, message)
                        .map(it -> "the file has ONNX IR version " + it.group(1) + ", ONNX Runtime " + version
                                + " reads those up to " + it.group(2)
                                + ": save it with an earlier version of the onnx package"))
                .or(() -> match(LIBRARY, message)
                        .map(it -> "the library " + it.group(1)
                                + " is not found: gantry doctor --gpu says what brings it"))
                .or(() -> match(BUILD, message)
                        .map(it -> "this is not the GPU build of ONNX Runtime: it has no " + it.group(1)
                                + " (GANTRY_GPU=yes ./gantry builds it)"))
                .orElseGet(() -> noMemory(message)
                        ? "there is not enough memory to load the graph: " + words(e)
                        : words(e));
    }

    /// One line, without the source code's places.
    static String words(OrtException e) {
        var line = PREAMBLE.matcher(e.getMessage()).replaceFirst("").strip().replaceAll("\\s+", " ");
        var plain = SOURCE_LINE.matcher(line).replaceAll("");
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "...";
    }

    private static Optional<Matcher> match(Pattern pattern, String message) {
        var matcher = pattern.matcher(message);
        return matcher.find() ? Optional.of(matcher) : Optional.empty();
    }
}
