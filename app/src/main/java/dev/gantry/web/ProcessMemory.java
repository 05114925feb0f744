// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.web;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The memory of the whole process as Linux counts it: heap, direct buffers, and what native libraries took.
final class ProcessMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessMemory() {}

    static void bindTo(MeterRegistry registry) {
        gauge(registry, "gantry.process.resident.bytes", "Resident memory of the process (VmRSS)", "VmRSS:");
        gauge(registry, "gantry.process.resident.peak.bytes", "The most it ever was (VmHWM)", "VmHWM:");
    }

    private static void gauge(MeterRegistry registry, String name, String description, String line) {
        Gauge.builder(name, () -> bytes(line)).description(description).register(registry);
    }

    /// Of proc(5): in kB there; NaN where it cannot be told.
    private static double bytes(String line) {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(it -> it.startsWith(line)).findFirst()
                    .map(it -> Long.parseLong(it.replaceAll("[^0-9]", "")) * 1024.0).orElse(Double.NaN);
        } catch (IOException _) {
            return Double.NaN;
        }
    }
}
