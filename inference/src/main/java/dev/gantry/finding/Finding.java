// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import dev.gantry.model.Output.Code;
import dev.gantry.output.Region.Measurement;
import dev.gantry.output.Region;
import java.util.List;

/// What a model says about one label.
///
/// @param probability 0 to 1; of a limit that a measurement crosses or not: 1 or 0
/// @param threshold   the probability from which the label is positive, of the manifest
/// @param evidence    where it was seen, and how large it is
public record Finding(String label, Code code, double probability, double threshold, Evidence evidence) {
    public Finding {
        if (!(probability >= 0 && probability <= 1)) { // written so that NaN fails too
            throw new IllegalArgumentException("probability must be 0 to 1, is " + probability);
        }
    }

    public Finding(String label, Code code, double probability, double threshold) {
        this(label, code, probability, threshold, Evidence.NONE);
    }

    public boolean positive() {
        return probability >= threshold;
    }

    /// The regions that alone would make the label positive.
    public List<Region> positiveRegions() {
        return evidence.regions.stream().filter(region -> region.probability() >= threshold).toList();
    }

    /// @param regions      the likeliest first, of masks the largest; also those under the threshold, down to
    ///                     what the manifest says is none at all
    /// @param measurements of all regions together, or of the picture
    public record Evidence(List<Region> regions, List<Measurement> measurements) {
        public static final Evidence NONE = new Evidence(List.of(), List.of());

        public Evidence {
            regions = List.copyOf(regions);
            measurements = List.copyOf(measurements);
        }
    }
}
