// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import dev.gantry.model.Manifest.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What of the processor decides about the graph file.
///
/// @param vnni int8 products are summed up without saturation (x86: AVX-VNNI or AVX512-VNNI; elsewhere
///             always)
record Cpu(boolean vnni) {
    static Cpu here() {
        try {
            return of(Files.readAllLines(Path.of("/proc/cpuinfo")));
        } catch (IOException _) {
            return new Cpu(false); // the graph with the reduced range is right everywhere
        }
    }

    static Cpu of(List<String> cpuinfo) {
        var flags = cpuinfo.stream().filter(line -> line.startsWith("flags")).findFirst();
        return new Cpu(flags.map(line -> List.of(line.split("\\s+")))
                .map(words -> words.contains("avx512_vnni") || words.contains("avx_vnni"))
                .orElse(true));
    }

    Target target() {
        return vnni ? Target.CPU : Target.CPU_NO_VNNI;
    }
}
