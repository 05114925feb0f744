// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.RawFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// The decoders of others: dcmtk, GDCM and OpenJPEG's own program. What each makes of a frame are stored values
/// (PS3.5 8.1.1), the samples of a pixel side by side.
final class PixelJudges implements AutoCloseable {
    static final List<String> TOOLS =
            List.of("dcmdjpeg", "dcmdjpls", "dcmdrle", "dcmcjpeg", "dcmcjpls", "dcmcrle", "gdcmconv", "opj_decompress");
    private static final String PACKAGES = "dcmtk, libgdcm-tools, libopenjp2-tools";
    private static final long LIMIT_SECONDS = 60;
    private static final Set<TransferSyntax> OPEN_JPEG = EnumSet.of(
            TransferSyntax.JPEG_2000_LOSSLESS, TransferSyntax.JPEG_2000, TransferSyntax.HTJ2K_LOSSLESS,
            TransferSyntax.HTJ2K_LOSSLESS_RPCL, TransferSyntax.HTJ2K);

    private final Path folder;

    PixelJudges() throws IOException {
        folder = Files.createTempDirectory("gantry-judges");
    }

    /// Skips the test where a judge is missing, except in CI, where all must be there.
    static void mustBeHere() {
        var missing = TOOLS.stream().filter(tool -> !onPath(tool)).toList();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(missing).as("CI needs the Debian packages " + PACKAGES).isEmpty();
        }
        if (!missing.isEmpty()) {
            System.out.println("skipped: no " + missing + " (Debian packages " + PACKAGES + ")");
        }
        assumeThat(missing).as("judges that are not installed").isEmpty();
    }

    private static boolean onPath(String tool) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
    }

    /// Debian's versions of them, one line.
    static String versions() throws IOException, InterruptedException {
        var process = new ProcessBuilder("dpkg-query", "-W", "-f=${Package} ${Version}, ",
                "dcmtk", "libgdcm-tools", "libopenjp2-tools", "libcharls2", "libopenjp2-7").start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? text.replaceFirst(", $", "") : "unknown";
    }

    /// Runs a tool on a file.
    ///
    /// @return whether it wrote one without a complaint
    static boolean converted(Path input, Path output, String... command) throws IOException, InterruptedException {
        Files.deleteIfExists(output);
        var words = new ArrayList<>(List.of(command));
        words.add(input.toString());
        words.add(output.toString());
        return run(words) && Files.exists(output);
    }

    private static boolean run(List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        if (System.getenv("DCMDICTPATH") == null) {
            builder.environment().put("DCMDICTPATH", "/usr/share/libdcmtk17/dicom.dic");
        }
        var process = builder.start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            return false;
        }
        return process.exitValue() == 0;
    }

    /// Lets each judge of files decode a whole one.
    ///
    /// @return by judge, what it wrote; a judge that failed is left out
    Map<String, Path> asked(Path file, TransferSyntax syntax) throws IOException, InterruptedException {
        var answers = new TreeMap<String, Path>();
        switch (syntax) {
            case JPEG_BASELINE, JPEG_EXTENDED, JPEG_LOSSLESS, JPEG_LOSSLESS_SV1 ->
                ask(answers, "dcmdjpeg", file, "dcmdjpeg", "--conv-never");
            case JPEG_LS_LOSSLESS, JPEG_LS_NEAR_LOSSLESS -> ask(answers, "dcmdjpls", file, "dcmdjpls");
            case RLE_LOSSLESS -> ask(answers, "dcmdrle", file, "dcmdrle");
            default -> { } // OpenJPEG's program takes frames
        }
        ask(answers, "gdcmconv", file, "gdcmconv", "--raw");
        return answers;
    }

    private void ask(Map<String, Path> answers, String judge, Path file, String... command)
            throws IOException, InterruptedException {
        var output = folder.resolve(judge);
        if (converted(file, output, command)) {
            answers.put(judge, output);
        }
    }

    /// By judge, the values of one frame; a judge that cannot decode it is left out.
    Map<String, int[]> values(
            Map<String, Path> asked, TransferSyntax syntax, int frame, ByteBuffer stream, Layout layout)
            throws IOException, InterruptedException {
        var answers = new TreeMap<String, int[]>();
        for (var answer : asked.entrySet()) {
            uncompressed(answer.getValue(), syntax, frame).ifPresent(values -> answers.put(answer.getKey(), values));
        }
        if (OPEN_JPEG.contains(syntax)) {
            openJpeg(stream, layout, syntax).ifPresent(values -> answers.put("opj_decompress", values));
        }
        answers.values().removeIf(values -> values.length != layout.pixelsPerFrame() * layout.samplesPerPixel());
        if (Layout.LOSSY.contains(syntax)) {
            int most = (int) (0xFFFF_FFFFL >>> (layout.signed() ? 33 : 32) - layout.bitsStored());
            int least = layout.signed() ? -most - 1 : 0;
            answers.values().forEach(values -> Arrays.setAll(values, i -> Math.clamp(values[i], least, most)));
        }
        return answers;
    }

    /// The stored values of a frame of a file without compression, which was made of one of `syntax`.
    static Optional<int[]> uncompressed(Path file, TransferSyntax syntax, int frame) throws IOException {
        if (!(Part10.open(file) instanceof Part10.Opened opened) || opened.transferSyntax().isEmpty()
                || opened.transferSyntax().get().encapsulated()) {
            return Optional.empty();
        }
        var parsed = opened.parse();
        if (parsed.pixels().isEmpty()) {
            return Optional.empty();
        }
        var layout = Layout.of(parsed.header(), opened.transferSyntax().get(), parsed.pixels().get());
        long bytes = (long) layout.pixelsPerFrame() * layout.samplesPerPixel() * layout.bitsAllocated() / 8;
        if (bytes * (frame + 1) > parsed.pixels().get().length() || layout.bitsAllocated() < 8) {
            return Optional.empty();
        }
        var raw = opened.read(parsed.pixels().get().offset() + bytes * frame, (int) bytes);
        var values = values(raw.slice().order(ByteOrder.LITTLE_ENDIAN), layout.bitsAllocated(), layout, syntax);
        return Optional.of(layout.planar() ? sideBySide(values, layout) : values);
    }

    /// What our decoder made, as the data set says it is to be read.
    static int[] values(RawFrame frame, Layout layout, TransferSyntax syntax) {
        var raw = ByteBuffer.wrap(frame.samples()).order(ByteOrder.LITTLE_ENDIAN);
        return values(raw, frame.shape().bitsAllocated(), layout, syntax);
    }

    /// Of lossy syntaxes those beyond the stored bits too; but signed ones may lack the bits above their sign.
    private static int[] values(ByteBuffer raw, int bits, Layout layout, TransferSyntax syntax) {
        var values = new int[raw.remaining() / (bits / 8)];
        for (int i = 0; i < values.length; i++) {
            int sample = switch (bits) {
                case 8 -> raw.get(i);
                case 16 -> raw.getShort(2 * i);
                default -> raw.getInt(4 * i);
            };
            values[i] = layout.signed() || bits == 32 ? sample : sample & (1 << bits) - 1;
        }
        boolean all = Layout.LOSSY.contains(syntax) && bits < 32
                && (!layout.signed() || Arrays.stream(values).anyMatch(value -> value < 0));
        return all ? values : Arrays.stream(values).map(layout::stored).toArray();
    }

    private static int[] sideBySide(int[] planes, Layout layout) {
        int components = layout.samplesPerPixel();
        int pixels = layout.pixelsPerFrame();
        var values = new int[planes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = planes[i % components * pixels + i / components];
        }
        return values;
    }

    /// `opj_decompress`: one component after the other, in as many bytes as they need.
    private Optional<int[]> openJpeg(ByteBuffer stream, Layout layout, TransferSyntax syntax)
            throws IOException, InterruptedException {
        var bytes = new byte[stream.remaining()];
        stream.slice().get(bytes);
        boolean boxes = bytes.length > 0 && bytes[0] == 0;
        var input = folder.resolve(boxes ? "frame.jp2" : "frame.j2k");
        var output = folder.resolve("frame.rawl");
        Files.deleteIfExists(output);
        Files.write(input, bytes);
        if (!run(List.of("opj_decompress", "-i", input.toString(), "-o", output.toString()))
                || !Files.exists(output)) {
            return Optional.empty();
        }
        var raw = ByteBuffer.wrap(Files.readAllBytes(output)).order(ByteOrder.LITTLE_ENDIAN);
        int samples = layout.pixelsPerFrame() * layout.samplesPerPixel();
        int bits = raw.remaining() / samples * 8;
        return raw.remaining() % samples == 0 && (bits == 8 || bits == 16 || bits == 32)
                ? Optional.of(sideBySide(values(raw, bits, layout, syntax), layout))
                : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        try (var all = Files.list(folder)) {
            for (var file : all.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
