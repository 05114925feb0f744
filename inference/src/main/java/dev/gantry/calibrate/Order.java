// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import dev.gantry.model.Manifest;
import dev.gantry.quantize.Method;
import dev.gantry.quantize.Scheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is to be quantized, with what, and how well.
///
/// @param manifest its input says how pictures become tensors
public record Order(Files files, Manifest manifest, Wishes wishes, Bounds bounds) {

    /// @param model       the float graph
    /// @param calibration a folder of pictures as the model will see them
    /// @param labels      a CSV file with the columns file and label, files relative to it
    /// @param out         a folder, made if need be
    public record Files(Path model, Path calibration, Optional<Path> labels, Path out) {}

    /// @param schemes   one graph is written for each
    /// @param method    empty: the one that serves the outputs best
    /// @param pictures  so many at most, evenly from the folder, a quarter of them to judge by
    /// @param keepFloat operators that stay in float, by name
    public record Wishes(List<Scheme> schemes, Optional<Method> method, int pictures, Set<String> keepFloat) {
        public Wishes {
            schemes = List.copyOf(schemes);
            keepFloat = Set.copyOf(keepFloat);
            if (schemes.isEmpty()) {
                throw new IllegalArgumentException("no target was given");
            }
            if (pictures < 2) {
                throw new IllegalArgumentException("--images must be 2 or more, is " + pictures);
            }
        }
    }

    /// What a quantized graph may cost at most.
    ///
    /// @param leastDecibels   signal to quantization noise of the outputs; below it layers go back to float
    /// @param mostAurocLoss   over the labelled pictures
    public record Bounds(double leastDecibels, double mostAurocLoss) {
        public Bounds {
            if (!(leastDecibels >= 0 && leastDecibels <= 60)) {
                throw new IllegalArgumentException("--min-quality must be 0 to 60 dB, is " + leastDecibels);
            }
            if (!(mostAurocLoss >= 0 && mostAurocLoss <= 1)) {
                throw new IllegalArgumentException("--max-auroc-loss must be 0 to 1, is " + mostAurocLoss);
            }
        }
    }
}
