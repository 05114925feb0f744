// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.admission;

import dev.gantry.finding.Finding;
import dev.gantry.finding.Products.Rendition;
import dev.gantry.finding.Products;
import dev.gantry.model.GoldenCases.Expected;
import dev.gantry.model.GoldenCases.Place;
import dev.gantry.output.Box;
import dev.gantry.output.Region.Measurement;
import dev.gantry.output.Region;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a model said of a golden case, against what it should have said. Pure.
///
/// @param tolerance how far a probability may be off
record Comparison(List<Finding> findings, Products products, double tolerance) {
    private static final double NEAR_ZERO = 1;

    /// The first thing that is otherwise: expected against got; empty when there is none.
    Optional<String> objection(List<Expected> expected) {
        return expected.stream().flatMap(each -> objection(each).stream()).findFirst();
    }

    private Optional<String> objection(Expected expected) {
        return switch (expected) {
            case Expected.Answer answer -> finding(answer.label())
                    .map(finding -> objection(answer, finding))
                    .orElseGet(() -> Optional.of(missing(answer.label())));
            case Expected.Measure measure -> measures(measure)
                    .map(found -> objection(measure, found))
                    .orElseGet(() -> Optional.of(missing(measure.label().orElse(""))));
            case Expected.Picture picture -> objection(picture);
        };
    }

    private Optional<Finding> finding(String label) {
        return findings.stream().filter(each -> each.label().equals(label)).findFirst();
    }

    private String missing(String label) {
        return "%s expected, got no answer to it but %s".formatted(
                label, findings.stream().map(Finding::label).collect(Collectors.joining(", ", "[", "]")));
    }

    private Optional<String> objection(Expected.Answer answer, Finding finding) {
        var probability = answer.probability();
        boolean same = finding.positive() == answer.positive()
                && (probability.isEmpty()
                        || Math.abs(finding.probability() - probability.getAsDouble()) <= tolerance);
        if (!same) {
            return Optional.of(text("%s expected %s%s, got %s %.4f", answer.label(), word(answer.positive()),
                    probability.isEmpty() ? "" : text(" %.4f within %.4f", probability.getAsDouble(), tolerance),
                    word(finding.positive()), finding.probability()));
        }
        var regions = answer.positive() ? finding.positiveRegions() : finding.evidence().regions();
        return answer.places().stream().flatMap(place -> objection(answer.label(), place, regions).stream())
                .findFirst();
    }

    private static Optional<String> objection(String label, Place place, List<Region> regions) {
        double best = regions.stream().mapToDouble(region -> overlap(place, region.box())).max().orElse(0);
        return best >= place.leastOverlap()
                ? Optional.empty()
                : Optional.of(text("%s expected at columns %.1f to %.1f, rows %.1f to %.1f with an overlap of %.2f or"
                                + " more, got %.2f at best of %d place(s)",
                        label, place.left(), place.right(), place.top(), place.bottom(), place.leastOverlap(), best,
                        regions.size()));
    }

    /// Intersection over union, 0 to 1.
    static double overlap(Place place, Box box) {
        double width = Math.min(place.right(), box.right()) - Math.max(place.left(), box.left());
        double height = Math.min(place.bottom(), box.bottom()) - Math.max(place.top(), box.top());
        if (width <= 0 || height <= 0) {
            return 0;
        }
        double both = width * height;
        return both / ((place.right() - place.left()) * (place.bottom() - place.top())
                + (box.right() - box.left()) * (box.bottom() - box.top()) - both);
    }

    /// Empty when there is no such label.
    private Optional<List<Measurement>> measures(Expected.Measure measure) {
        return measure.label().isPresent()
                ? finding(measure.label().get()).map(finding -> finding.evidence().measurements())
                : Optional.of(products.measured().stream().map(Products.Measured::measurement).toList());
    }

    private static Optional<String> objection(Expected.Measure measure, List<Measurement> found) {
        double allowed = measure.within() * (measure.value() == 0 ? NEAR_ZERO : Math.abs(measure.value()));
        var named = found.stream().filter(each -> each.name().equals(measure.name())).findFirst();
        boolean same = named.filter(each -> Math.abs(each.value() - measure.value()) <= allowed
                        && measure.unit().filter(unit -> !unit.equals(each.unit())).isEmpty())
                .isPresent();
        return same
                ? Optional.empty()
                : Optional.of(text("%s%s expected %.4g %s within %.4g, got %s",
                        measure.label().map(label -> label + " ").orElse(""), measure.name(), measure.value(),
                        measure.unit().orElse(""), allowed,
                        named.map(each -> text("%.4g %s", each.value(), each.unit()))
                                .orElseGet(() -> "none of that name but " + names(found))));
    }

    private static String names(List<Measurement> found) {
        return found.stream().map(Measurement::name).collect(Collectors.joining(", ", "[", "]"));
    }

    private Optional<String> objection(Expected.Picture expected) {
        var made = products.pictures().stream().filter(each -> each.name().equals(expected.name())).findFirst();
        if (made.isEmpty()) {
            return Optional.of(expected.name() + " expected, got no picture of that name but "
                    + products.pictures().stream().map(Rendition::name).collect(Collectors.joining(", ", "[", "]")));
        }
        var grey = made.get().grey();
        double mean = 0;
        for (float value : grey) {
            mean += value;
        }
        mean /= grey.length;
        double squares = 0;
        for (float value : grey) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = Math.sqrt(squares / grey.length);
        boolean same = Math.abs(mean - expected.mean()) <= expected.within()
                && Math.abs(deviation - expected.deviation()) <= expected.within();
        return same
                ? Optional.empty()
                : Optional.of(text("%s expected grey of mean %.4f and deviation %.4f within %.4f, got %.4f and %.4f",
                        expected.name(), expected.mean(), expected.deviation(), expected.within(), mean, deviation));
    }

    private static String word(boolean positive) {
        return positive ? "positive" : "negative";
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
