// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.finding.Finding;
import dev.gantry.finding.Products;
import dev.gantry.finding.Products.Measured;
import dev.gantry.finding.Products.Rendition;
import dev.gantry.model.GoldenCases.Expected;
import dev.gantry.model.GoldenCases.Place;
import dev.gantry.model.Output.Code;
import dev.gantry.output.Box;
import dev.gantry.output.Extent;
import dev.gantry.output.Region.Measurement;
import dev.gantry.output.Region;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Code CODE = new Code("SCT", "1", "Nodule");
    private static final Place PLACE = new Place(10, 10, 30, 30, 0.5);

    private static Finding nodule(double probability, Region... regions) {
        return new Finding("nodule", CODE, probability, 0.5, new Finding.Evidence(
                List.of(regions), List.of(new Measurement("volume", 12, "ml"))));
    }

    private static Region region(double probability, double left, double top, double right, double bottom) {
        return new Region(probability, new Box(left, top, right, bottom, Box.Slices.ONLY));
    }

    private static Optional<String> objection(Finding finding, Expected... expected) {
        return new Comparison(List.of(finding), Products.NONE, 0.05).objection(List.of(expected));
    }

    private static Expected.Answer answer(boolean positive, double probability, Place... places) {
        return new Expected.Answer("nodule", positive, OptionalDouble.of(probability), List.of(places));
    }

    @Test
    void allowsAProbabilityWithinTheTolerance() {
        assertThat(objection(nodule(0.86), answer(true, 0.9))).isEmpty();
        assertThat(objection(nodule(0.84), answer(true, 0.9)))
                .contains("nodule expected positive 0.9000 within 0.0500, got positive 0.8400");
    }

    @Test
    void wantsTheResultWhateverTheProbability() {
        var positive = new Expected.Answer("nodule", true, OptionalDouble.empty(), List.of());

        assertThat(objection(nodule(0.5), positive)).isEmpty();
        assertThat(objection(nodule(0.49), positive)).contains("nodule expected positive, got negative 0.4900");
        assertThat(objection(nodule(0.52), answer(false, 0.48))).as("near, but on the other side").isPresent();
    }

    @Test
    void wantsEachPlaceAmongThoseFound() {
        var right = region(0.9, 11, 9, 31, 29);
        var elsewhere = region(0.9, 60, 60, 80, 80);

        assertThat(objection(nodule(0.9, elsewhere, right), answer(true, 0.9, PLACE))).isEmpty();
        assertThat(objection(nodule(0.9, elsewhere), answer(true, 0.9, PLACE))).contains("nodule expected at columns"
                + " 10.0 to 30.0, rows 10.0 to 30.0 with an overlap of 0.50 or more, got 0.00 at best of 1 place(s)");
        assertThat(objection(nodule(0.9, elsewhere, right), answer(true, 0.9, PLACE, new Place(0, 0, 5, 5, 0.5))))
                .as("one of the two is missing").isPresent();
    }

    @Test
    void countsNoPlaceThatIsUnderTheThreshold() {
        assertThat(objection(nodule(0.9, region(0.4, 10, 10, 30, 30)), answer(true, 0.9, PLACE))).isPresent();
    }

    /// 20 x 20 each, 10 x 20 in common: 200 of 600.
    @Test
    void measuresTheOverlapAsIntersectionOverUnion() {
        assertThat(Comparison.overlap(PLACE, new Box(20, 10, 40, 30, Box.Slices.ONLY)))
                .isCloseTo(1 / 3.0, offset(1e-9));
        assertThat(Comparison.overlap(PLACE, new Box(10, 10, 30, 30, Box.Slices.ONLY))).isEqualTo(1);
        assertThat(Comparison.overlap(PLACE, new Box(30, 10, 40, 30, Box.Slices.ONLY))).isZero();
    }

    @Test
    void comparesMeasuresAsAShareOfTheirValue() {
        assertThat(objection(nodule(0.9), measure("volume", 12.5, "ml"))).isEmpty();
        assertThat(objection(nodule(0.9), measure("volume", 13, "ml")))
                .contains("nodule volume expected 13.00 ml within 0.6500, got 12.00 ml");
        assertThat(objection(nodule(0.9), measure("volume", 12, "mm3"))).as("another unit").isPresent();
        assertThat(objection(nodule(0.9), measure("area", 12, "mm2")))
                .contains("nodule area expected 12.00 mm2 within 0.6000, got none of that name but [volume]");
    }

    private static Expected.Measure measure(String name, double value, String unit) {
        return new Expected.Measure(Optional.of("nodule"), name, value, Optional.of(unit), 0.05);
    }

    @Test
    void comparesValuesAndPicturesOfModelsThatAnswerNothing() {
        var made = new Products(
                List.of(new Measured(CODE, new Measurement("ejection-fraction", 55, "%"))),
                List.of(new Rendition("clean", 1, new Extent(1, 1, 4), new float[] {0, 0.5f, 0.5f, 1})));
        var comparison = new Comparison(List.of(), made, 0.05);

        assertThat(comparison.objection(List.of(
                new Expected.Measure(Optional.empty(), "ejection-fraction", 56, Optional.empty(), 0.05),
                new Expected.Picture("clean", 0.5, 0.3536, 0.01)))).isEmpty();
        assertThat(comparison.objection(List.of(new Expected.Picture("clean", 0.6, 0.35, 0.05)))).contains(
                "clean expected grey of mean 0.6000 and deviation 0.3500 within 0.0500, got 0.5000 and 0.3536");
        assertThat(comparison.objection(List.of(new Expected.Picture("sharp", 0.6, 0.35, 0.05))))
                .contains("sharp expected, got no picture of that name but [clean]");
        assertThat(comparison.objection(List.of(answer(true, 0.9))))
                .contains("nodule expected, got no answer to it but []");
    }
}
