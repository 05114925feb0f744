// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gantry.dicom.frame.FrameShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Pictures of our own making: a smooth slope with noise, flat parts, and every extreme of the range.
final class Pictures {
    private Pictures() {}

    /// Samples side by side, little-endian, in 8 or 16 bits as `shape` allocates.
    static byte[] samples(FrameShape shape) {
        var random = new Random(shape.hashCode());
        int range = 1 << shape.bitsStored();
        int least = shape.signed() ? -range / 2 : 0;
        var bytes = ByteBuffer.allocate((int) shape.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < shape.rows(); row++) {
            for (int column = 0; column < shape.columns(); column++) {
                for (int sample = 0; sample < shape.samplesPerPixel(); sample++) {
                    int value = least + value(shape, row, column, sample, range, random);
                    if (shape.bitsAllocated() == 8) {
                        bytes.put((byte) value);
                    } else {
                        bytes.putShort((short) value);
                    }
                }
            }
        }
        return bytes.array();
    }

    private static int value(FrameShape shape, int row, int column, int sample, int range, Random random) {
        if (row < shape.rows() / 8) {
            return (row + column + sample) % 2 * (range - 1); // black and white, in turn
        }
        if (row < shape.rows() / 4) {
            return range / 3; // flat
        }
        double slope = (double) (row + column * (sample + 1)) / (shape.rows() + 3 * shape.columns());
        double noise = random.nextGaussian() * range / 50;
        return Math.clamp((long) (slope * range + noise), 0, range - 1);
    }

    /// R1 G1 B1 R2 ... to R1 R2 ... G1 G2 ...
    static byte[] byComponent(byte[] samples, FrameShape shape) {
        int width = shape.bitsAllocated() / 8;
        int pixels = shape.rows() * shape.columns();
        var planes = new byte[samples.length];
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int sample = 0; sample < shape.samplesPerPixel(); sample++) {
                System.arraycopy(samples, (pixel * shape.samplesPerPixel() + sample) * width,
                        planes, (sample * pixels + pixel) * width, width);
            }
        }
        return planes;
    }

    /// A codestream by `opj_compress`.
    static byte[] jpeg2000(byte[] samples, FrameShape shape, String... options)
            throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("gantry-j2k");
        var raw = folder.resolve("in.rawl");
        var coded = folder.resolve("out.j2k");
        try {
            Files.write(raw, byComponent(samples, shape));
            var command = Stream.concat(
                    Stream.of("opj_compress", "-i", raw.toString(), "-o", coded.toString(), "-F",
                            shape.columns() + "," + shape.rows() + "," + shape.samplesPerPixel() + ","
                                    + shape.bitsStored() + "," + (shape.signed() ? "s" : "u")),
                    Stream.of(options)).toList();
            var process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(command.toString()).isZero();
            return Files.readAllBytes(coded);
        } finally {
            Files.deleteIfExists(raw);
            Files.deleteIfExists(coded);
            Files.delete(folder);
        }
    }

    /// Skips the test where a tool is missing, except in CI, where it must be there.
    static void mustBeHere(boolean here, String what) {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(here).as("CI needs " + what).isTrue();
        }
        if (!here) {
            System.out.println("skipped: no " + what);
        }
        assumeThat(here).as(what).isTrue();
    }

    static boolean onPath(String tool) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }
}
