// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.sun.management.ThreadMXBean;
import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.dicom.pixel.Frame.Window;
import dev.gantry.dicom.pixel.Frame.Window.Function;
import dev.gantry.model.Input;
import dev.gantry.model.Input.Normalize;
import dev.gantry.model.Input.Resize;
import dev.gantry.model.Input.Samples;
import dev.gantry.model.ManifestInput;
import dev.gantry.preprocess.Plane.Vector;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Slot;
import dev.gantry.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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
                        input(1, 1, frame.columns(), samples, new Normalize.None())).prepare(new Picture.Image(frame)));
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

        var without = preprocessing.prepare(new Picture.Image(line(false, Optional.empty(), 0, 1, 4)));

        assertThat(((Preparation.Ready) without).windowMissing()).isTrue();
        assertThat(values(without)).containsExactly(new float[] {0, 0.25f, 1}, offset(1e-6f));
        var with = preprocessing.prepare(new Picture.Image(line(false, Optional.of(new Window(2, 4, Function.LINEAR_EXACT)), 0, 1, 4)));
        assertThat(((Preparation.Ready) with).windowMissing()).isFalse();
    }

    @Test
    void makesAFlatFrameBlack() {
        assertThat(grey(new Samples.MinMax(), line(false, Optional.empty(), 7, 7, 7))).containsOnly(0);
        assertThat(values(new Preprocessing(input(1, 1, 3, new Samples.MinMax(), new Normalize.PerImage()))
                        .prepare(new Picture.Image(line(false, Optional.empty(), 7, 7, 7))))).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesSamplesThatAreNoNumbers(float sample) {
        var preprocessing = new Preprocessing(input(1, 1, 3, new Samples.MinMax(), new Normalize.PerImage()));

        assertThat(preprocessing.prepare(new Picture.Image(line(false, Optional.empty(), 0, sample, 4))))
                .isInstanceOf(Preparation.Unusable.class);
        assertThat(preprocessing.prepare(new Picture.Image(line(false, Optional.empty(), 0, 1, 4))))
                .as("the next image is not hurt").isInstanceOf(Preparation.Ready.class);
    }

    @Test
    void normalizesEachChannelWithItsOwnFigures() {
        var fixed = new Normalize.Fixed(List.of(0.0, 0.5, 1.0), List.of(1.0, 0.5, 0.25));
        var preprocessing = new Preprocessing(input(3, 1, 2, new Samples.MinMax(), fixed));

        assertThat(values(preprocessing.prepare(new Picture.Image(line(false, Optional.empty(), 3, 5)))))
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
            assertThat(values(new Preprocessing(boxed).prepare(new Picture.Image(line(inverted, Optional.empty(), 10, 20, 90)))))
                    .startsWith(0, 0, 0).endsWith(0, 0, 0);
            assertThat(values(new Preprocessing(windowed).prepare(new Picture.Image(line(inverted, window, 10, 20, 90)))))
                    .startsWith(0, 0, 0).endsWith(0, 0, 0);
        }
    }

    @Test
    void fillsTheSameTensorAgainAndAgain() {
        var preprocessing = new Preprocessing(input(1, 1, 3, new Samples.MinMax(), new Normalize.None()));

        var first = (Preparation.Ready) preprocessing.prepare(new Picture.Image(line(false, Optional.empty(), 0, 1, 4)));
        var second = (Preparation.Ready) preprocessing.prepare(new Picture.Image(line(false, Optional.empty(), 0, 1, 4)));

        assertThat(first.feed().get("x")).isSameAs(second.feed().get("x"));
        assertThat(second.feed().get("x").size()).isEqualTo(3);
    }

    @Test
    void tellsWhereTheTensorLiesInTheFrame() {
        var boxed = new Input(
                "x", List.of(1, 1, 4, 4), new Samples.MinMax(), Resize.LETTERBOX, new Normalize.None());
        var frame = new Frame(20, 40, new float[800], false, Optional.empty(),
                Optional.of(new Frame.Spacing(0.5, 0.25)));

        var placement = ((Preparation.Ready) new Preprocessing(boxed).prepare(new Picture.Image(frame))).placement();

        assertThat(placement.columns().at(0)).isEqualTo(0);
        assertThat(placement.columns().at(4)).isEqualTo(40);
        assertThat(placement.rows().at(1)).as("a row of border above").isEqualTo(0);
        assertThat(placement.rows().at(3)).isEqualTo(20);
        assertThat(placement.rows().mm()).hasValue(0.5);
        assertThat(placement.columns().mm()).hasValue(0.25);
    }

    @Test
    void leavesModalityUnitsAsTheyAreEvenOfMonochrome1() {
        assertThat(grey(new Samples.Modality(Optional.empty()), line(true, Optional.empty(), -1000, 0, 3000)))
                .containsExactly(-1000, 0, 3000);
        assertThat(grey(new Samples.Modality(Optional.of(new Samples.Range(-100, 300))),
                        line(false, Optional.empty(), -1000, 0, 3000)))
                .containsExactly(-100, 0, 300);
    }

    @Test
    void makesTheSameNoiseWhateverThePicture() {
        var noise = new Preprocessing(ManifestInput.of(
                "{tensor: x, shape: [1, 4, 8, 8], samples: {noise: {seed: 7}}, with: [{tensor: n, normal: {shape: [5], seed: 7}}]}"));

        var first = (Preparation.Ready) noise.prepare(new Picture.Unreadable("no one looks"));
        var second = (Preparation.Ready) noise.prepare(new Picture.Image(line(false, Optional.empty(), 1, 2)));

        assertThat(first).isEqualTo(second);
        assertThat(first.feed().get("n").toFloats()).startsWith((float) new Random(7).nextGaussian());
        assertThat(first.feed().get("x").toFloats()).startsWith(first.feed().get("n").toFloats());
        double mean = 0;
        for (float value : first.feed().get("x").toFloats()) {
            mean += value / 256.0;
        }
        assertThat(mean).isBetween(-0.2, 0.2);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{tensor: x, shape: [1, 1, 4, 5], samples: {percentiles: [10, 90]}, resize: stretch, resample: nearest}",
        "{tensor: x, shape: [1, 1, 4, 5], samples: {units: modality}, normalize: {per-image: true}, resize: stretch}",
        "{tensor: x, shape: [1, 1, 4, 5], samples: {min-max: true}, normalize: {per-image: picture}, resize: stretch}"
    })
    void countsNoPixelPadding(String manifest) {
        var samples = new float[] {40, 10, 20, 30, 40, 40, 50, 60, 70, 80, 40, 90, 15, 25, 35, 40, 45, 55, 65, 75};
        var padding = new BitSet();
        for (int row = 0; row < 4; row++) {
            padding.set(5 * row);
        }
        var padded = new Frame(4, 5, samples, false, Optional.empty(), Optional.empty(), Optional.of(padding));
        var picture = new float[16];
        for (int row = 0; row < 4; row++) {
            System.arraycopy(samples, 5 * row + 1, picture, 4 * row, 4);
        }
        var alone = new Frame(4, 4, picture, false, Optional.empty(), Optional.empty());
        var without = new Preprocessing(ManifestInput.of(manifest.replace("[1, 1, 4, 5]", "[1, 1, 4, 4]")));

        var values = values(new Preprocessing(ManifestInput.of(manifest)).prepare(new Picture.Image(padded)));

        var expected = values(without.prepare(new Picture.Image(alone)));
        for (int row = 0; row < 4; row++) {
            assertThat(Arrays.copyOfRange(values, 5 * row + 1, 5 * row + 5)).containsExactly(
                    Arrays.copyOfRange(expected, 4 * row, 4 * row + 4), offset(1e-5f));
        }
    }

    @Test
    void refusesAPictureThatIsLargerThanTheTensorMayBecome() {
        var preprocessing = new Preprocessing(ManifestInput.of(
                "{tensor: x, shape: [1, 1, any, any], limit: [16, 32], samples: {min-max: true}, resize: none}"));

        assertThat(preprocessing.prepare(new Picture.Image(frame(17, 20)))).isEqualTo(
                new Preparation.Unusable("the picture takes 17 along H, the limit is 16"));
        assertThat(((Preparation.Ready) preprocessing.prepare(new Picture.Image(frame(16, 20)))).feed().get("x").shape())
                .containsExactly(1, 1, 16, 20);
        assertThat(preprocessing.slots().getFirst().shape()).containsExactly(1L, 1L, -1L, -1L);
    }

    @Test
    void refusesAnImageOfUnknownScaleWhereTheSpacingMatters() {
        var preprocessing = new Preprocessing(ManifestInput.of("{tensor: x, shape: [1, 1, 8, 8], "
                + "samples: {min-max: true}, resize: none, spacing-mm: [1, 1]}"));

        assertThat(preprocessing.prepare(new Picture.Image(frame(16, 16)))).isEqualTo(new Preparation.Unusable(
                "spacing-mm is asked for, and the image does not say how large its pixels are"));
    }

    @Test
    void feedsWhatIsKnownOfThePicture() {
        var preprocessing = new Preprocessing(ManifestInput.of("""
                  tensor: x
                  shape: [1, 1, any, any]
                  limit: [64, 64]
                  multiple-of: 16
                  samples: {min-max: true}
                  resize: letterbox
                  with:
                    - {tensor: frame, values: frame-size, type: int64}
                    - {tensor: size, values: tensor-size, shape: [1, 2]}
                    - {tensor: mm, values: spacing-mm}
                    - {tensor: fed-mm, values: tensor-spacing-mm}
                    - {tensor: low, numbers: [0.25, -3], type: float16}
                    - {tensor: h, zeros: [1, 1, 4]}
                """));
        var frame = new Frame(128, 160, new float[128 * 160], false, Optional.empty(),
                Optional.of(new Frame.Spacing(0.5, 0.25)));

        var feed = ((Preparation.Ready) preprocessing.prepare(new Picture.Image(frame))).feed();

        assertThat(feed.get("x").shape()).containsExactly(1, 1, 64, 64);
        assertThat(feed.get("frame").type()).isEqualTo(ElementType.INT64);
        assertThat(feed.get("frame").toFloats()).containsExactly(128, 160);
        assertThat(feed.get("size").shape()).containsExactly(1, 2);
        assertThat(feed.get("size").toFloats()).containsExactly(64, 64);
        assertThat(feed.get("mm").toFloats()).containsExactly(0.5f, 0.25f);
        assertThat(feed.get("fed-mm").toFloats()).containsExactly(new float[] {0.5f * 128 / 51, 0.625f}, offset(1e-6f));
        assertThat(feed.get("low").toFloats()).containsExactly(0.25f, -3);
        assertThat(feed.get("h").toFloats()).containsExactly(0, 0, 0, 0);
        assertThat(preprocessing.slots()).extracting(Slot::name)
                .containsExactly("x", "frame", "size", "mm", "fed-mm", "low", "h");
        assertThat(preprocessing.prepare(new Picture.Image(frame(8, 8)))).isEqualTo(
                new Preparation.Unusable("mm: the image does not say how large its pixels are"));
    }

    @Test
    void carriesAStateFromRunToRunAndForgetsItBetweenSeries() {
        var preprocessing = new Preprocessing(ManifestInput.of("{tensor: x, shape: [1, 1, 2, 2], "
                + "samples: {min-max: true}, resize: stretch, with: [{tensor: h0, state: hn, shape: [1, 2]}]}"));
        var slices = new Picture.Slices(List.of(slice(5, 1), slice(0, 2), slice(-5, 3)));

        preprocessing.rewind();
        var steps = preprocessing.steps(slices);
        var feed = ((Preparation.Ready) preprocessing.prepare(steps.getFirst().get())).feed();
        var complaint = preprocessing.carry(Map.of("hn", Tensor.of(new float[] {3, 4}, 1, 2)));

        assertThat(steps).extracting(step -> ((Picture.Image) step.get()).frame().samples()[0])
                .as("in the order of their places").containsExactly(3f, 2f, 1f);
        assertThat(complaint).isEmpty();
        assertThat(feed.get("h0").toFloats()).containsExactly(3, 4);
        preprocessing.rewind();
        assertThat(feed.get("h0").toFloats()).containsExactly(0, 0);
        assertThat(preprocessing.carry(Map.of("hn", Tensor.of(new float[3], 3)))).hasValue(
                "state h0 is float[1, 2], output hn is float[3]");
        assertThat(preprocessing.carry(Map.of())).hasValue("state h0 is float[1, 2], output hn is not there");
    }

    private static Slice slice(double z, float sample) {
        var plane = new Plane(new Vector(0, 0, z), new Vector(1, 0, 0), new Vector(0, 1, 0));
        return new Slice(Optional.of(plane), () -> new Decoding.Decoded(line(false, Optional.empty(), sample)));
    }

    private static Frame frame(int rows, int columns) {
        return new Frame(rows, columns, new float[rows * columns], false, Optional.empty(), Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{tensor: x, shape: [1, 1, 32, 32], samples: {min-max: true}, resize: stretch, normalize: {per-image: true}}",
        "{tensor: x, shape: [1, 3, 32, 32], samples: {center: 128, width: 256}, resize: letterbox, "
                + "type: float16, normalize: {per-image: picture}}",
        "{tensor: x, shape: [1, 32, 32, 3], layout: NHWC, samples: {percentiles: [1, 99]}, resize: crop, "
                + "type: uint8, scale: 255}",
        "{tensor: x, shape: [1, 3, any, any], limit: [512, 512], multiple-of: 32, resize: none, "
                + "samples: {windows: [{low: 0, high: 1}, {center: 4, width: 9}, {low: 2, high: 3}]}}"
    })
    void allocatesNextToNothingOnceASizeHasBeenSeen(String manifest) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var preprocessing = new Preprocessing(ManifestInput.of(manifest));
        var picture = new Picture.Image(frame(300, 200));
        for (int i = 0; i < 3; i++) {
            preprocessing.prepare(picture);
        }
        threads.getCurrentThreadAllocatedBytes();

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 50; i++) {
            preprocessing.prepare(picture);
        }

        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 50).isLessThan(1000);
    }
}
