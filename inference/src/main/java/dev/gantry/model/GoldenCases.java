// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What a model must say of its own examples on every machine (`golden/cases.yaml`).
///
/// @param tolerance   how far a probability may be off
/// @param byProvider  the same for single providers, by name: `tensorrt`
public record GoldenCases(double tolerance, Map<String, Double> byProvider, List<Case> cases) {
    public GoldenCases {
        byProvider = Map.copyOf(byProvider);
        cases = List.copyOf(cases);
    }

    /// @param provider as manifests write it: `cpu`
    public double tolerance(String provider) {
        return byProvider.getOrDefault(provider, tolerance);
    }

    /// @param name     for people: the file or folder
    /// @param files    DICOM files; of an image one
    /// @param series   they are looked at as one series
    /// @param expected at least one
    public record Case(String name, List<Path> files, boolean series, List<Expected> expected) {
        public Case {
            files = List.copyOf(files);
            expected = List.copyOf(expected);
        }
    }

    /// One thing that must come out.
    public sealed interface Expected {
        /// @param label       a reported label of the manifest
        /// @param probability of that label, 0 to 1
        /// @param places      must be among the regions found
        record Answer(String label, boolean positive, OptionalDouble probability, List<Place> places)
                implements Expected {
            public Answer {
                places = List.copyOf(places);
            }
        }

        /// @param label  whose; empty: a value that the model gives besides its answers
        /// @param unit   UCUM; empty: any
        /// @param within how far it may be off, as a share of the value; near 0 as a number
        record Measure(Optional<String> label, String name, double value, Optional<String> unit, double within)
                implements Expected {}

        /// @param mean      of the picture's grey
        /// @param deviation its standard deviation
        /// @param within    how far either may be off
        record Picture(String name, double mean, double deviation, double within) implements Expected {}
    }

    /// A rectangle in column and row pixels of the object; edges, the first pixel reaching from 0 to 1.
    ///
    /// @param leastOverlap intersection over union
    public record Place(double left, double top, double right, double bottom, double leastOverlap) {
        public Place {
            if (!(left < right && top < bottom)) { // written so that NaN fails too
                throw new IllegalArgumentException("left must be less than right, and top than bottom");
            }
        }
    }
}
