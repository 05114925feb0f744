// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.select;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// Which series of an exam a model wants to see (`select` of a manifest). Pure.
///
/// First what may not be used is set aside; the best of the rest by `presentation`, then `kernel`, then
/// `prefer`, then the one with more images, then the lower series number is taken. An empty list or rule asks
/// nothing.
///
/// @param excludeImageType a series with one of these among its Image Type values is not used: `LOCALIZER`
/// @param presentation     the Presentation Intent Type to take of a for-presentation / for-processing pair
/// @param kernel           convolution kernels, the best first; those not listed come after
/// @param thickness        slices outside are not used; of unknown thickness neither
/// @param fewestImages     a series with fewer is not used
public record Selection(
        List<String> excludeImageType, Optional<String> presentation, List<String> kernel,
        Optional<Thickness> thickness, int fewestImages, Prefer prefer) {

    public Selection {
        excludeImageType = SeriesFacts.upper(excludeImageType);
        presentation = presentation.map(text -> text.strip().toUpperCase(Locale.ROOT));
        kernel = SeriesFacts.upper(kernel);
    }

    /// Asks nothing: the series with the most images.
    public static Selection any() {
        return new Selection(List.of(), Optional.empty(), List.of(), Optional.empty(), 1, Prefer.MOST_IMAGES);
    }

    public enum Prefer { MOST_IMAGES, THINNEST, THICKEST }

    /// In mm, both ends included.
    public record Thickness(double fromMm, double toMm) {
        public Thickness {
            if (!(fromMm >= 0 && toMm >= fromMm)) { // written so that NaN fails too
                throw new IllegalArgumentException("a thickness reaches from 0 or more to as much or more, not from "
                        + fromMm + " to " + toMm);
            }
        }
    }

    /// What came of it.
    public sealed interface Picked {
        /// @param why    in words, without patient data: `thinnest of 3, 1.25 mm`
        /// @param passed the other series and why they were not taken
        record One(SeriesFacts series, String why, List<Passed> passed) implements Picked {
            public One {
                passed = List.copyOf(passed);
            }
        }

        record None(List<Passed> passed) implements Picked {
            public None {
                passed = List.copyOf(passed);
            }
        }
    }

    public record Passed(SeriesFacts series, String why) {}

    public Picked pick(List<SeriesFacts> exam) {
        var passed = new ArrayList<Passed>();
        var fit = new ArrayList<SeriesFacts>();
        for (var series : exam) {
            objection(series).ifPresentOrElse(why -> passed.add(new Passed(series, why)), () -> fit.add(series));
        }
        if (fit.isEmpty()) {
            return new Picked.None(passed);
        }
        fit.sort(bestFirst());
        var best = fit.getFirst();
        fit.stream().skip(1).forEach(series -> passed.add(new Passed(series, worse(series, best))));
        return new Picked.One(best, why(best, fit), passed);
    }

    private Optional<String> objection(SeriesFacts series) {
        var excluded = series.imageType().stream().filter(excludeImageType::contains).findFirst();
        if (excluded.isPresent()) {
            return Optional.of("image type " + excluded.get());
        }
        if (series.images() < fewestImages) {
            return Optional.of(series.images() + " image(s), fewer than " + fewestImages);
        }
        return thickness.flatMap(range -> {
            var mm = series.thicknessMm();
            return mm.isPresent() && mm.getAsDouble() >= range.fromMm() && mm.getAsDouble() <= range.toMm()
                    ? Optional.empty()
                    : Optional.of("slice thickness " + words(mm) + ", not " + words(range.fromMm()) + " to "
                            + words(range.toMm()) + " mm");
        });
    }

    private Comparator<SeriesFacts> bestFirst() {
        return Comparator.comparingInt(this::intentRank)
                .thenComparingInt(this::kernelRank)
                .thenComparingDouble(this::thicknessRank)
                .thenComparing(Comparator.comparingInt(SeriesFacts::images).reversed())
                .thenComparingInt(series -> series.number().orElse(Integer.MAX_VALUE))
                .thenComparing(SeriesFacts::uid);
    }

    /// What the header does not say may be either, so it lies between.
    private int intentRank(SeriesFacts series) {
        if (presentation.isEmpty() || series.intent().contains(presentation.get())) {
            return 0;
        }
        return series.intent().isEmpty() ? 1 : 2;
    }

    private int kernelRank(SeriesFacts series) {
        return series.kernel().stream().mapToInt(kernel::indexOf).filter(at -> at >= 0).min()
                .orElse(kernel.size());
    }

    /// Unknown comes last, whatever is preferred.
    private double thicknessRank(SeriesFacts series) {
        return switch (prefer) {
            case MOST_IMAGES -> 0;
            case THINNEST -> series.thicknessMm().orElse(Double.POSITIVE_INFINITY);
            case THICKEST -> -series.thicknessMm().orElse(Double.NEGATIVE_INFINITY);
        };
    }

    private String worse(SeriesFacts series, SeriesFacts best) {
        if (intentRank(series) != intentRank(best)) {
            return "presentation intent " + (series.intent().isEmpty() ? "unknown" : series.intent().getFirst());
        }
        if (kernelRank(series) != kernelRank(best)) {
            return "kernel " + (series.kernel().isEmpty() ? "unknown" : String.join("\\", series.kernel()));
        }
        if (thicknessRank(series) != thicknessRank(best)) {
            return "slice thickness " + words(series.thicknessMm());
        }
        return series.images() != best.images() ? series.images() + " image(s)" : "the same, but a later series";
    }

    private String why(SeriesFacts best, List<SeriesFacts> fit) {
        if (fit.size() == 1) {
            return "the only one that may be used";
        }
        var words = switch (prefer) {
            case MOST_IMAGES -> "best";
            case THINNEST -> "thinnest";
            case THICKEST -> "thickest";
        };
        return words + " of " + fit.size() + ": " + words(best.thicknessMm()) + ", " + best.images() + " image(s)"
                + (kernel.isEmpty() || best.kernel().isEmpty() ? "" : ", kernel " + String.join("\\", best.kernel()));
    }

    private static String words(OptionalDouble mm) {
        return mm.isPresent() ? words(mm.getAsDouble()) + " mm" : "unknown";
    }

    private static String words(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
