// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.model.ManifestInput;
import dev.gantry.preprocess.Plane.Vector;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Prints how long it takes to prepare a picture: not run by default, as a figure is no assertion.
///
/// `mvn -q test -pl inference -am -Dtest=PreparationTimes -Dsurefire.failIfNoSpecifiedTests=false`
class PreparationTimes {
    private static final int WARM_UP_NANOS = 1_500_000_000;
    private static final int RUNS = 101;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "512 | 512 | [1, 1, 224, 224] | samples: {min-max: true}, resize: stretch, normalize: {per-image: true}",
        "512 | 512 | [1, 3, 224, 224] | samples: {window: dicom}, resize: crop, normalize: "
                + "{mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}",
        "512 | 512 | [1, 3, 224, 224] | samples: {windows: [{center: 40, width: 80}, {center: 80, width: 200}, "
                + "{center: 600, width: 2800}]}, resize: stretch, type: float16",
        "512 | 512 | [1, 224, 224, 3] | layout: NHWC, samples: {window: dicom}, resize: letterbox, scale: 255, type: uint8",
        "2500 | 3000 | [1, 1, 512, 512] | samples: {min-max: true}, resize: stretch",
        "2500 | 3000 | [1, 1, 512, 512] | samples: {window: dicom}, resize: letterbox",
        "2500 | 3000 | [1, 1, 512, 512] | samples: {window: dicom}, resize: letterbox, resample: half-pixel",
        "2500 | 3000 | [1, 1, 512, 512] | samples: {window: dicom}, resize: letterbox, resample: area",
        "2500 | 3000 | [1, 3, 640, 640] | samples: {percentiles: [1, 99]}, resize: letterbox, scale: 255",
        "2500 | 3000 | [1, 1, any, any] | limit: [3072, 3072], multiple-of: 32, samples: {window: dicom}, resize: none"
    })
    void image(int rows, int columns, String shape, String rest) {
        measure(rows + "x" + columns + " -> " + shape + " " + rest, shape, rest,
                new Picture.Image(frame(rows, columns)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "100 | [1, 1, 64, 128, 128] | samples: {low: -100, high: 300}, resize: stretch",
        "300 | [1, 1, 96, 224, 224] | samples: {low: -100, high: 300}, resize: none, pad: 0, spacing-mm: [2.5, 1, 1]"
    })
    void series(int count, String shape, String rest) {
        var frame = frame(512, 512);
        var slices = IntStream.range(0, count).mapToObj(i -> new Slice(
                Optional.of(new Plane(new Vector(0, 0, i), new Vector(1, 0, 0), new Vector(0, 1, 0))),
                () -> new Decoding.Decoded(frame))).toList();
        measure(count + " x 512x512 -> " + shape + " " + rest, shape, rest, new Picture.Slices(slices));
    }

    private static void measure(String what, String shape, String rest, Picture picture) {
        var preprocessing = new Preprocessing(
                ManifestInput.of("{tensor: x, shape: " + shape + ", " + rest + "}"));
        for (long end = System.nanoTime() + WARM_UP_NANOS; System.nanoTime() < end; ) {
            assertThat(preprocessing.prepare(picture)).isInstanceOf(Preparation.Ready.class);
        }
        int runs = picture instanceof Picture.Image ? RUNS : RUNS / 10;
        var nanos = new long[runs];
        for (int i = 0; i < runs; i++) {
            long started = System.nanoTime();
            preprocessing.prepare(picture);
            nanos[i] = System.nanoTime() - started;
        }
        Arrays.sort(nanos);
        System.out.printf("%6.2f ms median, %6.2f least: %s%n", nanos[runs / 2] / 1e6, nanos[0] / 1e6, what);
    }

    private static Frame frame(int rows, int columns) {
        var window = new Frame.Window(1000, 3000, Frame.Window.Function.LINEAR);
        return new Frame(rows, columns, PreparedTest.samples(rows * columns), false, Optional.of(window),
                Optional.of(new Frame.Spacing(0.5, 0.5)));
    }
}
