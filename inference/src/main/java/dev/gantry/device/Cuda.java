// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.device;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks the CUDA driver (libcuda, which comes with the kernel driver) what it sees: cuInit,
/// cuDeviceGetCount and the device queries of the CUDA Driver API.
///
/// @param trouble why there are no devices
record Cuda(List<CudaDevice> devices, Optional<String> trouble) {
    private static final String DRIVER = "libcuda.so.1";
    private static final int NAME_BYTES = 256;
    /// CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR and _MINOR
    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;

    static Cuda ask() {
        return ask(DRIVER);
    }

    static Cuda ask(String driver) {
        return switch (Native.load(driver)) {
            case Native.Missing(String detail) ->
                    new Cuda(List.of(), Optional.of("the driver's library does not load: " + detail));
            case Native.Loaded library -> ask(library);
        };
    }

    private static Cuda ask(Native.Loaded library) {
        try (var arena = Arena.ofConfined()) {
            var number = arena.allocate(ValueLayout.JAVA_INT);
            check(library, "cuInit", library.call("cuInit", 0));
            check(library, "cuDriverGetVersion", library.call("cuDriverGetVersion", number));
            int version = number.get(ValueLayout.JAVA_INT, 0);
            check(library, "cuDeviceGetCount", library.call("cuDeviceGetCount", number));
            int count = number.get(ValueLayout.JAVA_INT, 0);
            var devices = new ArrayList<CudaDevice>();
            for (int i = 0; i < count; i++) {
                devices.add(device(library, arena, i, version / 1000 + "." + version % 1000 / 10));
            }
            return new Cuda(devices, devices.isEmpty() ? Optional.of("the driver counts 0") : Optional.empty());
        } catch (IllegalStateException e) {
            return new Cuda(List.of(), Optional.of(e.getMessage()));
        }
    }

    private static CudaDevice device(Native.Loaded library, Arena arena, int index, String driver) {
        var number = arena.allocate(ValueLayout.JAVA_INT);
        check(library, "cuDeviceGet", library.call("cuDeviceGet", number, index));
        int device = number.get(ValueLayout.JAVA_INT, 0);
        var name = arena.allocate(NAME_BYTES);
        check(library, "cuDeviceGetName", library.call("cuDeviceGetName", name, NAME_BYTES, device));
        var bytes = arena.allocate(ValueLayout.JAVA_LONG);
        check(library, "cuDeviceTotalMem", library.call("cuDeviceTotalMem_v2", bytes, device));
        return new CudaDevice(index, name.getString(0), bytes.get(ValueLayout.JAVA_LONG, 0),
                attribute(library, number, CAPABILITY_MAJOR, device) + "."
                        + attribute(library, number, CAPABILITY_MINOR, device),
                driver);
    }

    private static int attribute(Native.Loaded library, MemorySegment number, int attribute, int device) {
        check(library, "cuDeviceGetAttribute",
                library.call("cuDeviceGetAttribute", number, attribute, device));
        return number.get(ValueLayout.JAVA_INT, 0);
    }

    /// CUresult: 100 no device, 803 driver and library of different versions, 999 unknown.
    private static void check(Native.Loaded library, String function, int result) {
        if (result == 0) {
            return;
        }
        try (var arena = Arena.ofConfined()) {
            var text = arena.allocate(ValueLayout.ADDRESS);
            boolean told = library.call("cuGetErrorString", result, text) == 0;
            throw new IllegalStateException(function + " failed with " + result + (told
                    ? ": " + Native.text(text.get(ValueLayout.ADDRESS, 0))
                    : ""));
        }
    }
}
