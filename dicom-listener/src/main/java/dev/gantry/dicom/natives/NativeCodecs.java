// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import dev.gantry.config.DicomSettings;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameDecoder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The decoders of the system's libraries: JPEG-LS by libcharls, JPEG 2000 and HTJ2K by libopenjp2, where the
/// settings let them run.
///
/// [#open] returns at once; the helper process gets ready meanwhile. Safe for several threads.
public final class NativeCodecs implements AutoCloseable {
    private static final Duration FRAME_LIMIT = Duration.ofSeconds(10);
    private static final int MOST_PROCESSES = 4;
    /// Samples and streams lie outside the heap.
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC", "-Xms8m", "-Xmx32m", "-XX:MaxDirectMemorySize=2g", "-Xshare:auto",
            "-XX:ReservedCodeCacheSize=32m", "-XX:CompressedClassSpaceSize=32m", "-XX:-UsePerfData",
            "-XX:+ErrorFileToStderr", "-XX:-CreateCoredumpOnCrash",
            "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED");

    private final Means means;

    /// Where frames are decoded.
    private sealed interface Means {}

    private record Nowhere() implements Means {}

    private record Here(NativeDecoders decoders) implements Means {}

    private record Elsewhere(DecoderPool pool) implements Means {}

    private NativeCodecs(Means means) {
        this.means = means;
    }

    /// Starts the helper process where the settings ask for one.
    public static NativeCodecs open(DicomSettings.NativeCodecs mode) {
        return new NativeCodecs(switch (mode) {
            case OFF -> new Nowhere();
            case IN_PROCESS -> new Here(new NativeDecoders());
            case PROCESS -> new Elsewhere(new DecoderPool(command(), processes(), FRAME_LIMIT));
        });
    }

    /// One for two processors: inference needs the others.
    private static int processes() {
        return Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MOST_PROCESSES);
    }

    /// This JVM, with this room's class path and little else.
    static List<String> command() {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command()
                .orElseGet(() -> Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(OPTIONS);
        try {
            var classes = DecoderMain.class.getProtectionDomain().getCodeSource().getLocation().toURI();
            command.addAll(List.of("-cp", Path.of(classes).toString(), DecoderMain.class.getName()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return List.copyOf(command);
    }

    /// What is on this machine and what is missing, for health pages and `doctor`; none when switched off.
    /// Waits for the helper process to be ready, at most 20 s.
    public List<NativeLibrary> libraries() {
        return switch (means) {
            case Nowhere() -> List.of();
            case Here(var decoders) -> decoders.libraries();
            case Elsewhere(var pool) -> pool.libraries();
        };
    }

    /// The decoder of each transfer syntax that is decoded; waits as [#libraries] does.
    public Map<TransferSyntax, FrameDecoder> decoders() {
        return switch (means) {
            case Nowhere() -> Map.of();
            case Here(var decoders) -> each(NativeDecoders.syntaxes(decoders.libraries()), decoders);
            case Elsewhere(var pool) -> each(NativeDecoders.syntaxes(pool.libraries()), pool);
        };
    }

    private static Map<TransferSyntax, FrameDecoder> each(Set<TransferSyntax> syntaxes, FrameDecoder decoder) {
        var all = new EnumMap<TransferSyntax, FrameDecoder>(TransferSyntax.class);
        syntaxes.forEach(syntax -> all.put(syntax, decoder));
        return Collections.unmodifiableMap(all);
    }

    /// Ends the helper processes.
    @Override
    public void close() {
        switch (means) {
            case Nowhere(), Here(_) -> { }
            case Elsewhere(var pool) -> pool.close();
        }
    }
}
