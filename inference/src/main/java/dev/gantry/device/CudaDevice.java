// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.device;

import java.util.Locale;

/// One GPU, as the CUDA driver describes it.
///
/// @param index      as CUDA counts
/// @param capability of its processors: `8.6`
/// @param driver     the newest CUDA that the driver supports: `12.4`
public record CudaDevice(int index, String name, long memoryBytes, String capability, String driver) {
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "GPU %d: %s, %.1f GB, compute capability %s, driver for CUDA %s",
                index, name, memoryBytes / 1e9, capability, driver);
    }
}
