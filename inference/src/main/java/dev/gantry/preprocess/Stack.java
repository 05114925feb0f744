// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.preprocess.Plane.Vector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The slices of a series in order.
sealed interface Stack {
    /// @param slices by their distance along the normal, without those at a place that has one already; with
    ///               no geometry as they came
    /// @param plane  of the first; empty when the series has no geometry
    record Sorted(List<Spot> slices, Optional<Plane> plane) implements Stack {
        public Sorted {
            slices = List.copyOf(slices);
        }

        /// How far neighbours are apart on average, in mm.
        double meanGapMm() {
            return (slices.getLast().throughMm() - slices.getFirst().throughMm()) / (slices.size() - 1);
        }
    }

    record Unsound(String why) implements Stack {}

    /// A slice and where its first sample lies, seen from that of the series' first: along the normal, along
    /// the rows (to the right) and along the columns (downwards). With no geometry 1 from slice to slice.
    record Spot(Slice slice, double throughMm, double rightMm, double downMm) {}

    /// Slices that are closer than this are at the same place.
    double SAME_PLACE_MM = 0.01;

    static Stack of(List<Slice> slices) {
        if (slices.isEmpty()) {
            return new Unsound("the series has no image");
        }
        long known = slices.stream().filter(slice -> slice.plane().isPresent()).count();
        if (known == 0) {
            var spots = new ArrayList<Spot>();
            for (var slice : slices) {
                spots.add(new Spot(slice, spots.size(), 0, 0));
            }
            return new Sorted(spots, Optional.empty());
        }
        return known == slices.size()
                ? sorted(slices)
                : new Unsound((slices.size() - known) + " of " + slices.size()
                        + " images do not say where in the patient they lie");
    }

    private static Stack sorted(List<Slice> slices) {
        var origin = slices.getFirst().plane().orElseThrow();
        var spots = new ArrayList<Spot>();
        for (var slice : slices) {
            var plane = slice.plane().orElseThrow();
            if (!plane.parallel(origin)) {
                return new Unsound("the images of the series are not parallel");
            }
            spots.add(spot(slice, plane.position().minus(origin.position()), origin));
        }
        spots.sort(Comparator.comparingDouble(Spot::throughMm)); // stable: of two at one place the former stays
        var distinct = new ArrayList<Spot>(List.of(spots.getFirst()));
        for (var spot : spots) {
            if (spot.throughMm() - distinct.getLast().throughMm() > SAME_PLACE_MM) {
                distinct.add(spot);
            }
        }
        int doubled = spots.size() - distinct.size();
        return doubled > 0 && 2 * doubled >= spots.size()
                ? new Unsound(String.format(Locale.ROOT,
                        "%d images lie at %d places: phases or echoes must be told apart first",
                        spots.size(), distinct.size()))
                : new Sorted(distinct, Optional.of(origin));
    }

    private static Spot spot(Slice slice, Vector from, Plane origin) {
        return new Spot(slice, from.dot(origin.normal()), from.dot(origin.rightward()), from.dot(origin.downward()));
    }
}
