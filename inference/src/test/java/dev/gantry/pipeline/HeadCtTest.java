// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.model.ManifestInput;
import dev.gantry.preprocess.Picture;
import dev.gantry.preprocess.Plane;
import dev.gantry.preprocess.Preparation;
import dev.gantry.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A real head: 28 slices, 4.0 mm apart and then 7.0, the gantry tilted by 18.5 degrees, pixel padding.
class HeadCtTest {
    private static final Path SERIES = Path.of("..", "..", "..", "shared", "dicom", "head-ct-series");
    private static final Path NEARBY = Path.of("..", "..", "shared", "dicom", "head-ct-series");
    private static final double PIXEL_MM = 0.4882812;

    private final Map<Integer, float[]> decoded = new HashMap<>();
    private Picture.Slices head;

    @BeforeEach
    void readTheHead() throws IOException {
        var folder = Files.isDirectory(SERIES) ? SERIES : NEARBY;
        assumeThat(folder).as("the real series is not here").isDirectory();
        try (var files = Files.list(folder)) {
            head = (Picture.Slices) new Pictures(new Pixels(Decoders.java())).series(files.toList());
        }
    }

    private static Preparation.Ready ready(String manifest, Picture picture) {
        return (Preparation.Ready) new Preprocessing(ManifestInput.of(manifest)).prepare(picture);
    }

    @Test
    void readsWhereEachSliceLies() {
        var planes = head.slices().stream().map(slice -> slice.plane().orElseThrow()).toList();

        assertThat(planes).hasSize(28);
        assertThat(planes.getFirst().normal().z()).isCloseTo(Math.cos(Math.toRadians(18.5)), offset(1e-6));
        assertThat(through(planes, 1) - through(planes, 0)).isCloseTo(4.0, offset(0.01));
        assertThat(through(planes, 14) - through(planes, 13)).as("the gap between the two runs")
                .isCloseTo(1.08, offset(0.01));
        assertThat(through(planes, 27) - through(planes, 26)).isCloseTo(7.0, offset(0.01));
    }

    private static double through(List<Plane> planes, int at) {
        return planes.get(at).position().dot(planes.getFirst().normal());
    }

    /// Each voxel by hand: its two neighbouring slices, each at where the point lies in it.
    @Test
    void putsEachVoxelAtItsTruePlace() {
        var ready = ready("{tensor: x, shape: [1, 1, 30, 512, 512], samples: {units: modality}, resize: none, "
                + "resample: half-pixel, pad: -3000, spacing-mm: [5, " + PIXEL_MM + ", " + PIXEL_MM + "]}", head);
        var volume = ready.feed().get("x");
        var planes = head.slices().stream().map(slice -> slice.plane().orElseThrow()).toList();
        double first = through(planes, 0);
        double middle = (first - 2 + through(planes, 27) + 3.5) / 2;
        for (int k : new int[] {3, 11, 15, 22}) {
            double place = middle + (k + 0.5 - 15) * 5;
            int i = 0;
            while (through(planes, i + 1) <= place) {
                i++;
            }
            double share = (place - through(planes, i)) / (through(planes, i + 1) - through(planes, i));
            for (int row = 200; row < 312; row += 37) {
                for (int column = 100; column < 400; column += 61) {
                    double expected = (1 - share) * sample(planes, i, row, column)
                            + share * sample(planes, i + 1, row, column);
                    assertThat(volume.get((k * 512 + row) * 512 + column))
                            .as("%d %d %d", k, row, column).isCloseTo((float) expected, offset(0.6f));
                }
            }
        }
    }

    /// Bilinear in one slice; rows move against the middle of the stack, columns do not.
    private double sample(List<Plane> planes, int slice, int row, int column) {
        var down = planes.getFirst().downward();
        double middle = (planes.getFirst().position().dot(down) + planes.getLast().position().dot(down)) / 2;
        double at = row - (planes.get(slice).position().dot(down) - middle) / PIXEL_MM;
        int above = (int) Math.floor(at);
        var samples = samples(slice);
        return (1 - (at - above)) * samples[above * 512 + column] + (at - above) * samples[(above + 1) * 512 + column];
    }

    private float[] samples(int slice) {
        return decoded.computeIfAbsent(slice, at ->
                ((Decoding.Decoded) head.slices().get(at).pixels().get()).frame().samples());
    }

    @Test
    void leavesPaddingOutOfMeanAndDeviation() {
        var shape = "{tensor: x, shape: [1, 1, 16, 64, 64], samples: {units: modality}, resize: stretch, pad: 0";
        var raw = ready(shape + "}", head).feed().get("x").toFloats();
        var normalized = ready(shape + ", normalize: {per-image: picture}}", head).feed().get("x").toFloats();

        // what was done is a straight line; its mean is what became 0
        int a = 8 * 4096 + 32 * 64 + 32;
        int b = 0;
        while (Math.abs(raw[a] - raw[b]) < 500) {
            b++;
        }
        double deviation = (raw[a] - raw[b]) / (normalized[a] - normalized[b]);
        double mean = raw[a] - normalized[a] * deviation;
        double whole = 0;
        for (float value : raw) {
            whole += value / raw.length;
        }
        assertThat(mean).as("the corners of the circle are at -1500 as stored").isGreaterThan(whole + 50);
    }

    @Test
    void turnsTheHeadForANetThatWantsRightAnteriorSuperior() {
        var shape = "{tensor: x, shape: [1, 1, 16, 32, 32], samples: {low: -100, high: 300}, resize: stretch";
        var ready = ready(shape + ", orientation: RAS}", head);
        var turned = ready.feed().get("x").toFloats();
        var plain = ready(shape + "}", head).feed().get("x").toFloats();

        for (int k = 0; k < 16; k++) {
            for (int i = 0; i < 1024; i++) {
                assertThat(turned[k * 1024 + 1023 - i]).isCloseTo(plain[k * 1024 + i], offset(1e-5f));
            }
        }
        assertThat(ready.placement().columns().perStep()).isEqualTo(-16);
        assertThat(ready.placement().permuted()).isFalse();
    }
}
