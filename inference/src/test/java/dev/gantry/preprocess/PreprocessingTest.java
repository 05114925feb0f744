// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.sun.management.ThreadMXBean;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.dicom.pixel.Frame.Window;
import dev.gantry.dicom.pixel.Frame.Window.Function;
import dev.gantry.model.Input;
import dev.gantry.model.Input.Normalize;
import dev.gantry.model.Input.Resize;
import dev.gantry.model.Input.Samples;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreprocessingTest {
    private static Input input(int channels, int height, int width, Samples samples, Normalize normalize) {
        return new Input("x", List.of(1, channels, height, width), samples, Resize.STRETCH, normalize);
    }

    private static Frame line(boolean inverted, Optional<Window> window, float... samples) {
        return new Frame(1, samples.length, samples, inverted, window, Optional.empty());
    }

    private static float[] values(Preparation preparation) {
        return ((Preparation.Ready) preparation).feed().get("x").toFloats();
    }

    private static float[] grey(Samples samples, Frame frame) {
        return values(new Preprocessing(
                        input(1, 1, frame.columns(), samples, new Normalize.None())).prepare(frame));
    }

    @ParameterizedTest
    @CsvSource({
        // center 50, width 11: 0 up to 44.5, 1 over 54.5 (PS3.3 C.11.2.1.2.1)
        "LINEAR, 50, 11, 44.5, 0", "LINEAR, 50, 11, 49.5, 0.5", "LINEAR, 50, 11, 52, 0.75",
        "LINEAR, 50, 11, 54.5, 1", "LINEAR, 50, 11, -1000, 0", "LINEAR, 50, 11, 1000, 1",
        "LINEAR, 50, 1, 49.5, 0", "LINEAR, 50, 1, 49.6, 1",
        "LINEAR_EXACT, 50, 10, 45, 0", "LINEAR_EXACT, 50, 10, 50, 0.5", "LINEAR_EXACT, 50, 10, 52.5, 0.75",
        "LINEAR_EXACT, 50, 10, 56, 1", "LINEAR_EXACT, 0, 0.5, 0.125, 0.75",
        "SIGMOID, 50, 10, 50, 0.5", "SIGMOID, 50, 10, 55, 0.880797", "SIGMOID, 50, 10, 40, 0.017986"
    })
    void followsTheObjectsWindow(Function function, double center, double width, float sample,
            float expected) {
        var frame = line(false, Optional.of(new Window(center, width, function)), sample);

        assertThat(grey(new Samples.DicomWindow(), frame)[0]).isCloseTo(expected, offset(1e-5f));
    }

    @Test
    void usesTheManifestsWindowWhateverTheObjectSays() {
        var frame = line(false, Optional.of(new Window(1000, 2000, Function.LINEAR)), 0, 40, 79);

        assertThat(grey(new Samples.FixedWindow(40, 80), frame))
                .containsExactly(new float[] {0, 40.0f / 79 + 0.5f / 79, 1}, offset(0.01f));
    }

    @Test
    void spreadsFromLowestToHighest() {
        assertThat(grey(new Samples.MinMax(), line(false, Optional.empty(), -1000, 0, 3000)))
                .containsExactly(new float[] {0, 0.25f, 1}, offset(1e-6f));
    }

    @Test
    void turnsMonochrome1Over() {
        assertThat(grey(new Samples.MinMax(), line(true, Optional.empty(), -1000, 0, 3000)))
                .containsExactly(new float[] {1, 0.75f, 0}, offset(1e-6f));
        assertThat(grey(new Samples.FixedWindow(128, 256), line(true, Optional.empty(), 0, 51, 255)))
                .containsExactly(new float[] {1, 0.8f, 0}, offset(1e-6f));
    }

    @Test
    void saysThatTheWindowIsMissingAndSpreadsInstead() {
        var preprocessing =
                new Preprocessing(input(1, 1, 3, new Samples.DicomWindow(), new Normalize.None()));

        var without = preprocessing.prepare(line(false, Optional.empty(), 0, 1, 4));

        assertThat(((Preparation.Ready) without).windowMissing()).isTrue();
        assertThat(values(without)).containsExactly(new float[] {0, 0.25f, 1}, offset(1e-6f));
        var with = preprocessing.prepare(
                line(false, Optional.of(new Window(2, 4, Function.LINEAR_EXACT)), 0, 1, 4));
        assertThat(((Preparation.Ready) with).windowMissing()).isFalse();
    }

    @Test
    void makesAFlatFrameBlack() {
        assertThat(grey(new Samples.MinMax(), line(false, Optional.empty(), 7, 7, 7))).containsOnly(0);
        assertThat(values(new Preprocessing(input(1, 1, 3, new Samples.MinMax(), new Normalize.PerImage()))
                        .prepare(line(false, Optional.empty(), 7, 7, 7)))).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesSamplesThatAreNoNumbers(float sample) {
        var preprocessing = new Preprocessing(input(1, 1, 3, new Samples.MinMax(), new Normalize.PerImage()));

        assertThat(preprocessing.prepare(line(false, Optional.empty(), 0, sample, 4)))
                .isInstanceOf(Preparation.Unusable.class);
        assertThat(preprocessing.prepare(line(false, Optional.empty(), 0, 1, 4)))
                .as("the next image is not hurt").isInstanceOf(Preparation.Ready.class);
    }

    @Test
    void normalizesEachImageByItselfAsNumpyDoes() throws IOException {
        var preprocessing =
                new Preprocessing(input(1, 16, 16, new Samples.MinMax(), new Normalize.PerImage()));
        var frame =
                new Frame(61, 47, ResamplingTest.samples(61 * 47), false, Optional.empty(), Optional.empty());

        var values = values(preprocessing.prepare(frame));

        assertThat(values).containsExactly(ResamplingTest.expected("per-image-61x47-16x16"), offset(1e-4f));
    }

    @Test
    void normalizesEachChannelWithItsOwnFigures() {
        var fixed = new Normalize.Fixed(List.of(0.0, 0.5, 1.0), List.of(1.0, 0.5, 0.25));
        var preprocessing = new Preprocessing(input(3, 1, 2, new Samples.MinMax(), fixed));

        assertThat(values(preprocessing.prepare(line(false, Optional.empty(), 3, 5))))
                .containsExactly(new float[] {0, 1, -1, 1, -4, 0}, offset(1e-6f));
    }

    @Test
    void standsOnBlackInALetterboxEvenWhenTurnedOver() {
        var boxed = new Input(
                "x", List.of(1, 1, 3, 3), new Samples.MinMax(), Resize.LETTERBOX, new Normalize.None());
        var window = Optional.of(new Window(50, 100, Function.LINEAR_EXACT));
        var windowed = new Input(
                "x", List.of(1, 1, 3, 3), new Samples.DicomWindow(), Resize.LETTERBOX, new Normalize.None());

        for (boolean inverted : new boolean[] {false, true}) {
            assertThat(values(new Preprocessing(boxed).prepare(line(inverted, Optional.empty(), 10, 20, 90))))
                    .startsWith(0, 0, 0).endsWith(0, 0, 0);
            assertThat(values(new Preprocessing(windowed).prepare(line(inverted, window, 10, 20, 90))))
                    .startsWith(0, 0, 0).endsWith(0, 0, 0);
        }
    }

    @Test
    void fillsTheSameTensorAgainAndAgain() {
        var preprocessing = new Preprocessing(input(1, 1, 3, new Samples.MinMax(), new Normalize.None()));

        var first = (Preparation.Ready) preprocessing.prepare(line(false, Optional.empty(), 0, 1, 4));
        var second = (Preparation.Ready) preprocessing.prepare(line(false, Optional.empty(), 0, 1, 4));

        assertThat(first.feed().get("x")).isSameAs(second.feed().get("x"));
        assertThat(second.feed().get("x").size()).isEqualTo(3);
    }

    @Test
    void tellsWhereTheTensorLiesInTheFrame() {
        var boxed = new Input(
                "x", List.of(1, 1, 4, 4), new Samples.MinMax(), Resize.LETTERBOX, new Normalize.None());
        var frame = new Frame(20, 40, new float[800], false, Optional.empty(),
                Optional.of(new Frame.Spacing(0.5, 0.25)));

        var placement = ((Preparation.Ready) new Preprocessing(boxed).prepare(frame)).placement();

        assertThat(placement.columns().at(0)).isEqualTo(0);
        assertThat(placement.columns().at(4)).isEqualTo(40);
        assertThat(placement.rows().at(1)).as("a row of border above").isEqualTo(0);
        assertThat(placement.rows().at(3)).isEqualTo(20);
        assertThat(placement.rows().mm()).hasValue(0.5);
        assertThat(placement.columns().mm()).hasValue(0.25);
    }

    @Test
    void allocatesNextToNothingOnceASizeHasBeenSeen() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var frame = new Frame(300, 200, new float[60_000], false, Optional.empty(), Optional.empty());
        for (Samples samples : List.of(new Samples.MinMax(), new Samples.FixedWindow(128, 256))) {
            var preprocessing = new Preprocessing(input(1, 32, 32, samples, new Normalize.PerImage()));
            preprocessing.prepare(frame);
            threads.getCurrentThreadAllocatedBytes();
            preprocessing.prepare(frame);

            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100; i++) {
                preprocessing.prepare(frame);
            }

            assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 100).isLessThan(1000);
        }
    }
}
