// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.doctor;

import com.sun.management.OperatingSystemMXBean;
import dev.gantry.runtime.OnnxRuntime;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/// Processor, memory, Java and ONNX Runtime.
public final class MachineCheck implements Check {
    private static final double GIGABYTE = 1e9;

    private final OnnxRuntime runtime;

    public MachineCheck(OnnxRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public String name() {
        return "machine";
    }

    @Override
    public List<Finding> look() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return List.of(
                Finding.ok(String.format(Locale.ROOT, "%d processors (%s), %.1f GB of memory, %.1f GB free",
                        system.getAvailableProcessors(), System.getProperty("os.arch"),
                        system.getTotalMemorySize() / GIGABYTE, system.getFreeMemorySize() / GIGABYTE)),
                runtime.vnni()
                        ? Finding.ok("the processor sums up int8 products exactly (VNNI or no x86)")
                        : Finding.note("the processor has no VNNI: models run the file for cpu-no-vnni where they have"
                                + " one; int8 gains less here, and other int8 files can saturate"),
                Finding.ok("Java " + Runtime.version() + ", ONNX Runtime " + runtime.version() + " ("
                        + (OnnxRuntime.gpuBuild() ? "GPU build" : "CPU build") + ")"));
    }
}
