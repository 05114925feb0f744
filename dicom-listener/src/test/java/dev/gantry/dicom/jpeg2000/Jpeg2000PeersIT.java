// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.PictureTools;
import dev.gantry.dicom.frame.RawFrame;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What OpenJPEG encodes, in many ways, comes out as it went in, or as OpenJPEG decodes it.
class Jpeg2000PeersIT {
    private static final int ROWS = 131;
    private static final int COLUMNS = 167;

    @TempDir
    Path folder;

    @BeforeEach
    void peers() {
        PictureTools.mustBeHere("libopenjp2-tools", "opj_compress", "opj_decompress");
    }

    /// @param format components, bits and sign as opj_compress writes them
    record Way(String format, int components, int bits, boolean signed, List<String> options) {
        boolean lossless() {
            return !options.contains("-I") && !options.contains("-r");
        }
    }

    static Stream<Way> ways() {
        var ways = new ArrayList<Way>();
        for (var options : List.of("", "-n 1", "-n 2", "-n 8", "-b 4,4", "-b 1024,4", "-b 4,256", "-c [32,32]",
                "-c [128,64],[16,32]", "-p RLCP", "-p RPCL -c [32,32]", "-p PCRL -c [64,64]",
                "-p CPRL -c [64,64]", "-t 64,50", "-t 64,50 -d 13,21 -T 5,7", "-t 40,40 -p PCRL -c [64,64],[32,32]",
                "-SOP -EPH", "-M 1", "-M 2", "-M 4", "-M 8", "-M 16", "-M 32", "-M 63", "-M 5", "-M 41",
                "-PLT -TLM", "-TP R", "-t 64,64 -TP C", "-ROI c=0,U=7", "-I", "-r 10", "-I -r 20",
                "-r 40,20,5", "-I -r 40,20,5 -p RLCP", "-I -t 50,60 -n 3 -r 8",
                "-POC T0=0,0,1,3,3,CPRL/T0=3,0,1,6,3,RLCP")) {
            var split = options.isEmpty() ? List.<String>of() : List.of(options.split(" "));
            ways.add(new Way("3,8,u", 3, 8, false, split));
            ways.add(new Way("1,16,u", 1, 16, false, split));
        }
        for (var format : List.of("1,12,u", "1,12,s", "1,16,s", "1,8,s", "1,10,u", "3,16,u")) {
            var parts = format.split(",");
            for (var options : List.of(List.<String>of(), List.of("-I", "-r", "4"))) {
                ways.add(new Way(format, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]),
                        parts[2].equals("s"), options));
            }
        }
        return ways.stream();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void decodesEachWay(Way way) throws Exception {
        int[] expected = picture(way);
        Files.write(folder.resolve("in.rawl"), planes(expected, way));
        var compress = new ArrayList<>(List.of("opj_compress", "-i", "in.rawl", "-o", "out.j2k", "-F",
                COLUMNS + "," + ROWS + "," + way.format()));
        compress.addAll(way.options());
        PictureTools.run(folder, compress);
        PictureTools.run(folder, List.of("opj_decompress", "-i", "out.j2k", "-o", "out.rawl"));
        int[] theirs = samples(Files.readAllBytes(folder.resolve("out.rawl")), way);
        int allocated = way.bits() > 8 ? 16 : 8;

        var frame = new Jpeg2000Decoder().decode(TransferSyntax.JPEG_2000,
                ByteBuffer.wrap(Files.readAllBytes(folder.resolve("out.j2k"))),
                new FrameShape(ROWS, COLUMNS, way.components(), allocated, way.bits(), way.signed()));

        assertThat(frame.shape().signed()).isEqualTo(way.signed());
        int[] ours = values(frame);
        if (way.lossless()) {
            assertThat(theirs).isEqualTo(expected);
            assertThat(ours).isEqualTo(expected);
        }
        for (int i = 0; i < ours.length; i++) {
            assertThat(Math.abs(ours[i] - theirs[i])).as("sample %s", i).isLessThanOrEqualTo(1);
        }
    }

    /// Waves and some noise; by pixel.
    private static int[] picture(Way way) {
        var samples = new int[ROWS * COLUMNS * way.components()];
        int levels = 1 << way.bits();
        for (int i = 0; i < samples.length; i++) {
            int x = i / way.components() % COLUMNS;
            int y = i / way.components() / COLUMNS;
            double wave = Math.sin(x / 9.0 + i % way.components()) * Math.cos(y / 14.0) / 2.2 + 0.5;
            int level = (int) (wave * levels) + Integer.hashCode(i * 0x9E3779B9) % Math.max(1, levels / 64);
            samples[i] = Math.clamp(level, 0, levels - 1) - (way.signed() ? levels / 2 : 0);
        }
        return samples;
    }

    private static byte[] planes(int[] samples, Way way) {
        int bytes = way.bits() > 8 ? 2 : 1;
        var planes = new byte[samples.length * bytes];
        for (int i = 0; i < samples.length; i++) {
            int at = (i % way.components() * ROWS * COLUMNS + i / way.components()) * bytes;
            planes[at] = (byte) samples[i];
            if (bytes == 2) {
                planes[at + 1] = (byte) (samples[i] >> 8);
            }
        }
        return planes;
    }

    /// Signed samples come without the bits above their sign.
    private static int[] samples(byte[] planes, Way way) {
        int bytes = way.bits() > 8 ? 2 : 1;
        var samples = new int[ROWS * COLUMNS * way.components()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = value(planes, (i % way.components() * ROWS * COLUMNS + i / way.components()) * bytes,
                    bytes, way.signed()) << 32 - way.bits();
            samples[i] = way.signed() ? samples[i] >> 32 - way.bits() : samples[i] >>> 32 - way.bits();
        }
        return samples;
    }

    private static int[] values(RawFrame frame) {
        int bytes = frame.shape().bitsAllocated() / 8;
        var values = new int[frame.samples().length / bytes];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(frame.samples(), i * bytes, bytes, frame.shape().signed());
        }
        return values;
    }

    private static int value(byte[] bytes, int at, int count, boolean signed) {
        int low = bytes[at];
        int value = count == 1 ? low : bytes[at + 1] << 8 | low & 0xFF;
        return signed ? value : value & (1 << 8 * count) - 1;
    }
}
