// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.model.ManifestInput;
import dev.gantry.preprocess.Plane.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a series may lack, and what is said of it.
class SeriesTest {
    private static final String VOLUME =
            "{tensor: x, shape: [1, 1, 4, 2, 3], samples: {min-max: true}, resize: stretch}";
    private static final Vector RIGHT = new Vector(1, 0, 0);
    private static final Vector DOWN = new Vector(0, 1, 0);

    private static Plane at(double z) {
        return new Plane(new Vector(0, 0, z), RIGHT, DOWN);
    }

    private static Frame flat(int rows, int columns, float sample) {
        var samples = new float[rows * columns];
        Arrays.fill(samples, sample);
        return new Frame(rows, columns, samples, false, Optional.empty(), Optional.of(new Frame.Spacing(1, 1)));
    }

    private static Supplier<Decoding> decoded(Frame frame) {
        return () -> new Decoding.Decoded(frame);
    }

    /// Flat slices whose samples are their places.
    private static List<Slice> stack(double... places) {
        return DoubleStream.of(places)
                .mapToObj(z -> new Slice(Optional.of(at(z)), decoded(flat(2, 3, (float) z))))
                .toList();
    }

    private static Preparation prepare(String manifest, List<Slice> slices) {
        return new Preprocessing(ManifestInput.of(manifest)).prepare(new Picture.Slices(slices));
    }

    private static String why(String manifest, List<Slice> slices) {
        return ((Preparation.Unusable) prepare(manifest, slices)).detail();
    }

    private static Preparation.Ready ready(String manifest, List<Slice> slices) {
        return (Preparation.Ready) prepare(manifest, slices);
    }

    @Test
    void takesASeriesForAVolumeAndAnImageForAPlane() {
        assertThat(new Preprocessing(ManifestInput.of(VOLUME)).prepare(new Picture.Image(flat(2, 3, 1))))
                .isEqualTo(new Preparation.Unusable("the model takes a series, not one image"));
        assertThat(why("{tensor: x, shape: [1, 1, 2, 3], samples: {min-max: true}, resize: stretch}", stack(1, 2)))
                .isEqualTo("the model takes one image, not a series");
    }

    @Test
    void refusesSlicesOfDifferentSizes() {
        var slices = new ArrayList<>(stack(1, 2, 3));
        slices.add(new Slice(Optional.of(at(4)), decoded(flat(2, 4, 1))));

        assertThat(why(VOLUME, slices)).isEqualTo("the images of the series have different sizes: 2 x 3 and 2 x 4");
    }

    @Test
    void refusesSlicesThatAreNotParallel() {
        var slices = new ArrayList<>(stack(1, 2, 3));
        slices.add(new Slice(Optional.of(new Plane(new Vector(0, 0, 0), DOWN, new Vector(0, 0, 1))),
                decoded(flat(2, 3, 1))));

        assertThat(why(VOLUME, slices)).isEqualTo("the images of the series are not parallel");
    }

    @Test
    void refusesASeriesOnlySomeOfWhichSaysWhereItLies() {
        var slices = new ArrayList<>(stack(1, 2, 3));
        slices.add(new Slice(Optional.empty(), decoded(flat(2, 3, 1))));

        assertThat(why(VOLUME, slices)).isEqualTo("1 of 4 images do not say where in the patient they lie");
    }

    @Test
    void refusesPhasesThatAreMixed() {
        assertThat(why(VOLUME, stack(1, 2, 3, 1, 2, 3)))
                .isEqualTo("6 images lie at 3 places: phases or echoes must be told apart first");
    }

    @Test
    void refusesAVolumeOfOneSliceAndOfNone() {
        assertThat(why(VOLUME, stack(1))).isEqualTo("a volume takes 2 images or more, the series has 1");
        assertThat(why(VOLUME, List.of())).isEqualTo("the series has no image");
    }

    @Test
    void refusesAGapThatIsWiderThanTheModelBears() {
        var manifest = VOLUME.replace("resize", "max-gap-mm: 5, resize");

        assertThat(why(manifest, stack(0, 5, 10, 16, 21)))
                .isEqualTo("slices 3 and 4 of 5 are 6.0 mm apart, max-gap-mm is 5.0");
        assertThat(ready(manifest, stack(0, 5, 10, 15)).feed()).containsKey("x");
    }

    @Test
    void namesTheSliceThatCannotBeRead() {
        var slices = new ArrayList<>(stack(1, 2));
        slices.add(new Slice(Optional.of(at(9)), () -> new Decoding.Unreadable("no pixel data")));

        assertThat(why(VOLUME, slices)).isEqualTo("image 3 of 3: no pixel data");
    }

    @Test
    void refusesSamplesThatAreNoNumbers() {
        var slices = new ArrayList<>(stack(1, 2));
        slices.add(new Slice(Optional.of(at(3)), decoded(flat(2, 3, Float.NaN))));

        assertThat(why(VOLUME, slices)).isEqualTo("the frame holds samples that are no finite numbers");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "spacing-mm: [1, 1, 1], resize: none | spacing-mm is asked for, and the images do not say where they lie",
        "orientation: LPS, resize: stretch | orientation is asked for, and the images do not say where they lie"
    })
    void refusesToGuessAGeometry(String asked, String message) {
        var slices = List.of(new Slice(Optional.empty(), decoded(flat(2, 3, 1))),
                new Slice(Optional.empty(), decoded(flat(2, 3, 2))));

        assertThat(why(VOLUME.replace("resize: stretch", asked), slices)).isEqualTo(message);
    }

    @Test
    void refusesToTurnSlicesThatItTakesAsTheyAre() {
        var sagittal = DoubleStream.of(0, 1, 2).mapToObj(x -> new Slice(
                Optional.of(new Plane(new Vector(x, 0, 0), DOWN, new Vector(0, 0, -1))), decoded(flat(2, 3, 1))))
                .toList();

        assertThat(why(VOLUME.replace("resize", "slices: even, orientation: LPS, resize"), sagittal))
                .contains("cannot be turned to LPS");
    }

    @Test
    void fillsAMissingSliceFromItsNeighbours() {
        var manifest = "{tensor: x, shape: [1, 1, 5, 2, 3], samples: {units: modality}, pad: 0, resize: none}";

        var values = ready(manifest, stack(10, 20, 40, 50)).feed().get("x").toFloats();

        assertThat(values[0]).isEqualTo(10);
        assertThat(values[6]).isEqualTo(20);
        assertThat(values[12]).as("at 30 mm").isEqualTo(30);
        assertThat(values[18]).isEqualTo(40);
        assertThat(values[24]).isEqualTo(50);
    }

    @Test
    void decodesEachSliceThatItNeedsOnceAndTheOthersNotAtAll() {
        var asked = new ArrayList<Double>();
        var slices = DoubleStream.iterate(0, z -> z + 1).limit(20).mapToObj(z -> new Slice(Optional.of(at(z)), () -> {
            asked.add(z);
            return new Decoding.Decoded(flat(2, 3, (float) z));
        })).toList();

        ready("{tensor: x, shape: [1, 1, 4, 2, 3], samples: {window: dicom}, resize: none}", slices);

        assertThat(asked).containsExactlyInAnyOrder(8.0, 9.0, 10.0, 11.0);
    }

    @Test
    void showsAllSlicesInTheWindowOfTheMiddleOne() {
        var slices = new ArrayList<Slice>();
        for (int i = 0; i < 3; i++) {
            var one = flat(2, 3, 100 * i);
            var window = new Frame.Window(i == 1 ? 100 : 5000, 400, Frame.Window.Function.LINEAR_EXACT);
            slices.add(new Slice(Optional.of(at(i)), decoded(
                    new Frame(2, 3, one.samples(), false, Optional.of(window), one.spacingMm()))));
        }

        var ready = ready("{tensor: x, shape: [1, 1, 3, 2, 3], samples: {window: dicom}, resize: stretch}", slices);

        assertThat(ready.windowMissing()).isFalse();
        assertThat(ready.feed().get("x").toFloats()).startsWith(0.25f).contains(0.5f).endsWith(0.75f);
    }

    @Test
    void saysThatTheWindowIsMissingAndSpreadsTheWholeSeries() {
        var ready = ready("{tensor: x, shape: [1, 1, 3, 2, 3], samples: {window: dicom}, resize: stretch}",
                stack(0, 1, 2));

        assertThat(ready.windowMissing()).isTrue();
        assertThat(ready.feed().get("x").toFloats()).startsWith(0).contains(0.5f).endsWith(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{tensor: x, shape: [1, 1, 2, 2, 3], samples: {percentiles: [0, 75]}, resize: stretch}",
        "{tensor: x, shape: [1, 2, 1, 2, 3], layout: NDCHW, slices: even, samples: {percentiles: [0, 75]}, "
                + "resize: stretch}"
    })
    void countsNoPixelPaddingOfASeries(String manifest) {
        var slices = new ArrayList<Slice>();
        for (int i = 0; i < 2; i++) {
            var padding = new BitSet();
            padding.set(0, 3);
            slices.add(new Slice(Optional.of(at(i)), decoded(new Frame(2, 3,
                    new float[] {1, 1, 1, 1 + i, 3 + i, 5 + i}, false, Optional.empty(), Optional.empty(),
                    Optional.of(padding)))));
        }

        var values = ready(manifest, slices).feed().get("x").toFloats();

        // of 1 2 3 4 5 6 without the padding: from 1 to 4.75
        assertThat(values[4]).isCloseTo(2 / 3.75f, offset(1e-6f));
        assertThat(values[10]).isCloseTo(3 / 3.75f, offset(1e-6f));
        assertThat(values[11]).isEqualTo(1);
    }

    @Test
    void tellsWhereTheTensorLiesInTheStack() {
        var placement = ready(
                "{tensor: x, shape: [1, 1, 8, 4, 6], samples: {min-max: true}, resize: stretch, orientation: LPI}",
                stack(0, 5, 10, 15)).placement();

        assertThat(placement.slices().at(0)).isEqualTo(4);
        assertThat(placement.slices().at(8)).isEqualTo(0);
        assertThat(placement.slices().mm()).hasValue(5);
        assertThat(placement.slices().length()).isEqualTo(4);
        assertThat(placement.columns().at(6)).isEqualTo(3);
        assertThat(placement.columns().mm()).hasValue(1);
        assertThat(placement.permuted()).isFalse();
    }

    @Test
    void keepsVolumesRightWhenAxesChangePlaces() {
        var sagittal = DoubleStream.of(0, 2, 4, 6).mapToObj(x -> new Slice(
                Optional.of(new Plane(new Vector(x, 0, 0), DOWN, new Vector(0, 0, -1))), decoded(flat(2, 3, 1))))
                .toList();

        var placement = ready(
                "{tensor: x, shape: [1, 1, 4, 6, 8], samples: {min-max: true}, resize: stretch, orientation: LPS}",
                sagittal).placement();

        assertThat(placement.permuted()).isTrue();
        assertThat(placement.columns().mm()).as("W runs through the stack").hasValue(2);
        assertThat(Math.abs(placement.columns().perStep())).isEqualTo(0.5);
        assertThat(placement.rows().length()).as("H runs along the columns").isEqualTo(3);
        assertThat(placement.slices().length()).as("D runs along the rows").isEqualTo(2);
    }

    @Test
    void masksTheSlicesThatAreNoPicture() {
        var manifest = "{tensor: x, layout: NDCHW, shape: [1, 6, 1, 2, 3], samples: {min-max: true}, resize: stretch, "
                + "slices: middle, with: [{tensor: mask, values: slice-mask}, "
                + "{tensor: length, values: slices, type: int64}]}";

        var feed = ready(manifest, stack(1, 2, 3)).feed();

        assertThat(feed.get("mask").toFloats()).containsExactly(0, 1, 1, 1, 0, 0);
        assertThat(feed.get("length").toFloats()).containsExactly(3);
        assertThat(ready(manifest, stack(1, 2, 3, 4, 5, 6, 7, 8)).feed().get("mask").toFloats()).containsOnly(1);
    }

    @Test
    void masksAsManySlicesAsThereAre() {
        var manifest = "{tensor: x, layout: NDCHW, shape: [1, any, 1, 2, 3], limit: [8], samples: {min-max: true}, "
                + "resize: stretch, slices: even, with: [{tensor: mask, values: slice-mask}]}";
        var preprocessing = new Preprocessing(ManifestInput.of(manifest));

        assertThat(preprocessing.slots().getLast().shape()).containsExactly(-1L);
        for (int count : new int[] {3, 5, 3}) {
            var ready = (Preparation.Ready) preprocessing.prepare(
                    new Picture.Slices(stack(DoubleStream.iterate(0, z -> z + 1).limit(count).toArray())));
            assertThat(ready.feed().get("mask").size()).isEqualTo(count);
            assertThat(ready.feed().get("x").shape()).containsExactly(1, count, 1, 2, 3);
        }
    }
}
