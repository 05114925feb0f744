// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.select.Selection.Passed;
import dev.gantry.select.Selection.Picked;
import dev.gantry.select.Selection.Prefer;
import dev.gantry.select.Selection.Thickness;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final SeriesFacts SCOUT = series("scout", 1, 2, "ORIGINAL\\PRIMARY\\LOCALIZER", "", "", 0);
    private static final SeriesFacts THICK = series("thick", 2, 60, "ORIGINAL\\PRIMARY\\AXIAL", "B30f", "", 5);
    private static final SeriesFacts THIN = series("thin", 3, 300, "ORIGINAL\\PRIMARY\\AXIAL", "B30f", "", 1);
    private static final SeriesFacts SHARP = series("sharp", 4, 300, "ORIGINAL\\PRIMARY\\AXIAL", "B70f", "", 0.75);
    private static final SeriesFacts UNKNOWN = series("unknown", 5, 400, "DERIVED\\SECONDARY", "", "", 0);

    private static SeriesFacts series(String uid, int number, int images, String type, String kernel, String intent,
            double mm) {
        return new SeriesFacts(uid, OptionalInt.of(number), images, List.of(type.split("\\\\")),
                kernel.isEmpty() ? List.of() : List.of(kernel), intent.isEmpty() ? List.of() : List.of(intent),
                mm == 0 ? OptionalDouble.empty() : OptionalDouble.of(mm));
    }

    private static Selection prefer(Prefer prefer) {
        return new Selection(List.of("localizer"), Optional.empty(), List.of(), Optional.empty(), 1, prefer);
    }

    private static Picked.One pick(Selection selection, SeriesFacts... exam) {
        return (Picked.One) selection.pick(List.of(exam));
    }

    @Test
    void takesTheThinnestThatIsNoScout() {
        var picked = pick(prefer(Prefer.THINNEST), SCOUT, THICK, UNKNOWN, THIN);

        assertThat(picked.series()).isEqualTo(THIN);
        assertThat(picked.why()).isEqualTo("thinnest of 3: 1 mm, 300 image(s)");
        assertThat(picked.passed()).containsExactly(
                new Passed(SCOUT, "image type LOCALIZER"),
                new Passed(THICK, "slice thickness 5 mm"),
                new Passed(UNKNOWN, "slice thickness unknown"));
    }

    @Test
    void takesTheThickestOfThoseWhoseThicknessIsKnown() {
        assertThat(pick(prefer(Prefer.THICKEST), SCOUT, THIN, UNKNOWN, THICK).series()).isEqualTo(THICK);
    }

    @Test
    void takesTheMostImagesWhereNothingElseIsAsked() {
        assertThat(pick(Selection.any(), SCOUT, THIN, UNKNOWN).series()).isEqualTo(UNKNOWN);
        assertThat(pick(prefer(Prefer.MOST_IMAGES), SHARP, THIN).series()).as("the earlier of equals").isEqualTo(THIN);
    }

    @Test
    void asksForTheKernelBeforeTheThickness() {
        var soft = new Selection(
                List.of(), Optional.empty(), List.of("b30f", "B40f"), Optional.empty(), 1, Prefer.THINNEST);

        var picked = pick(soft, SHARP, THIN, THICK);

        assertThat(picked.series()).isEqualTo(THIN);
        assertThat(picked.why()).isEqualTo("thinnest of 3: 1 mm, 300 image(s), kernel B30F");
        assertThat(picked.passed()).contains(new Passed(SHARP, "kernel B70F"));
        assertThat(pick(soft, SHARP).series()).as("better than none").isEqualTo(SHARP);
    }

    @Test
    void takesOneOfAPairByItsIntent() {
        var processing = series("raw", 1, 4, "ORIGINAL", "", "FOR PROCESSING", 0);
        var presentation = series("shown", 2, 4, "DERIVED", "", "FOR PRESENTATION", 0);
        var silent = series("silent", 3, 4, "DERIVED", "", "", 0);
        var shown = new Selection(List.of(), Optional.of("for presentation"), List.of(), Optional.empty(), 1,
                Prefer.MOST_IMAGES);

        assertThat(pick(shown, processing, silent, presentation).series()).isEqualTo(presentation);
        assertThat(pick(shown, processing, silent).series()).isEqualTo(silent);
        assertThat(pick(shown, processing, silent).passed())
                .containsExactly(new Passed(processing, "presentation intent FOR PROCESSING"));
    }

    @Test
    void saysWhyNoneCanBeUsed() {
        var strict = new Selection(List.of("LOCALIZER"), Optional.empty(), List.of(),
                Optional.of(new Thickness(0.5, 3)), 100, Prefer.THINNEST);

        assertThat(strict.pick(List.of(SCOUT, THICK, UNKNOWN))).isEqualTo(new Picked.None(List.of(
                new Passed(SCOUT, "image type LOCALIZER"),
                new Passed(THICK, "60 image(s), fewer than 100"),
                new Passed(UNKNOWN, "slice thickness unknown, not 0.5 to 3 mm"))));
        assertThat(pick(strict, THIN).why()).isEqualTo("the only one that may be used");
    }

    @Test
    void readsTheHeaderOfAnyOfItsImages() {
        var header = new DataSetBuilder()
                .put(Tag.SERIES_INSTANCE_UID, "2.25.7")
                .put(Tag.SERIES_NUMBER, "3")
                .put(Tag.IMAGE_TYPE, "ORIGINAL\\PRIMARY")
                .put(Tag.CONVOLUTION_KERNEL, "Br40d\\3")
                .put(Tag.SLICE_THICKNESS, "0")
                .put(Tag.SPACING_BETWEEN_SLICES, "-1.5")
                .build();

        assertThat(SeriesFacts.of(header, 12)).isEqualTo(new SeriesFacts("2.25.7", OptionalInt.of(3), 12,
                List.of("ORIGINAL", "PRIMARY"), List.of("BR40D", "3"), List.of(), OptionalDouble.empty()));
        var spaced = new DataSetBuilder().put(Tag.SPACING_BETWEEN_SLICES, "-1.5").build();
        assertThat(SeriesFacts.of(spaced, 1).thicknessMm()).hasValue(1.5);
    }

    @Test
    void refusesAThicknessThatFalls() {
        assertThatThrownBy(() -> new Thickness(3, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
