// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What of an NVIDIA GPU, and of the software that computes on one, this machine has: asked of the kernel, of
/// the driver and of the dynamic loader, not of ONNX Runtime, which names what it was built with.
///
/// @param kernelDriver version of the loaded kernel module; empty when none is loaded
/// @param files        the device files that a process needs: `/dev/nvidia0` and such, `/dev/dxg` under WSL
/// @param devices      as CUDA counts them
/// @param noDevices    why CUDA counts none; empty when it counts some
/// @param libraries    each that ONNX Runtime's GPU build loads, found or not
public record Gpu(
        Optional<String> kernelDriver,
        List<Path> files,
        List<CudaDevice> devices,
        Optional<String> noDevices,
        List<Library> libraries) {
    private static final Path KERNEL_MODULE = Path.of("/proc/driver/nvidia/version");
    private static final Path DEVICE_FILES = Path.of("/dev");
    private static final Pattern DEVICE_FILE = Pattern.compile("nvidia(ctl|-uvm|\\d+)|dxg");
    /// `NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 ...`
    private static final Pattern MODULE_VERSION = Pattern.compile("Kernel Module[^\\n]*?\\s(\\d+\\.[\\d.]+)");

    public Gpu {
        files = List.copyOf(files);
        devices = List.copyOf(devices);
        libraries = List.copyOf(libraries);
    }

    /// Whether there is anything to try: a look at files, which costs nothing.
    public static boolean maybeHere() {
        return files(DEVICE_FILES).stream().anyMatch(file -> !file.endsWith("nvidia-uvm"));
    }

    /// Loads the driver's library and CUDA's, cuDNN's and TensorRT's to ask them: hundreds of megabytes where
    /// they are installed, and they stay loaded.
    public static Gpu here() {
        return look(KERNEL_MODULE, DEVICE_FILES);
    }

    static Gpu look(Path kernelModule, Path deviceFiles) {
        var cuda = Cuda.ask();
        return new Gpu(
                driver(kernelModule), files(deviceFiles), cuda.devices(), cuda.trouble(), Library.gpuLibraries());
    }

    /// What has to be done before this machine can compute on a GPU, first things first; empty when nothing has.
    public List<String> missing() {
        var steps = Stream.<String>builder();
        if (files.isEmpty()) {
            steps.add("no NVIDIA GPU is visible: there is no /dev/nvidia0; is one built in, is its kernel driver"
                    + " loaded (lsmod, dmesg), and is it passed to this container or virtual machine?");
        }
        noDevices.ifPresent(why -> steps.add("CUDA sees no GPU: " + why));
        libraries.stream()
                .filter(library -> library.file().isEmpty())
                .map(library -> library.name() + " is not found: " + library.remedy())
                .forEach(steps::add);
        return steps.build().toList();
    }

    /// Of a library by the beginning of its file name: `libnvinfer.so`.
    public Optional<String> version(String library) {
        return libraries.stream()
                .filter(each -> each.name().startsWith(library))
                .findFirst()
                .flatMap(Library::version);
    }

    private static Optional<String> driver(Path kernelModule) {
        try {
            var matcher = MODULE_VERSION.matcher(Files.readString(kernelModule));
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static List<Path> files(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> DEVICE_FILE.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        } catch (IOException _) {
            return List.of();
        }
    }
}
