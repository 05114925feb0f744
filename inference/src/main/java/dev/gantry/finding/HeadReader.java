// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import dev.gantry.finding.Finding.Evidence;
import dev.gantry.model.Head;
import dev.gantry.output.Extent;
import dev.gantry.output.Region.Measurement;
import dev.gantry.output.Region;
import dev.gantry.output.Wanted;
import dev.gantry.preprocess.Placement;
import dev.gantry.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads what belongs to one head.
sealed interface HeadReader permits BoxesReader, ImageReader, MaskReader, ScoresReader, SlicesReader, ValueReader {
    static HeadReader of(Head head) {
        return switch (head) {
            case Head.Scores scores -> new ScoresReader(scores);
            case Head.Slices slices -> new SlicesReader(slices);
            case Head.Boxes boxes -> new BoxesReader(boxes);
            case Head.Mask mask -> new MaskReader(mask);
            case Head.Image image -> new ImageReader(image);
            case Head.Value value -> new ValueReader(value);
        };
    }

    /// @param extent of the input, as far as the graph fixes it
    List<Wanted> wanted(Extent extent);

    /// @return why nothing can be made of the outputs; then what was added does not count
    Optional<String> read(Run run, Answers answers);

    /// All that a head may look at after one run of the graph.
    ///
    /// @param picture the input tensor that held the picture
    /// @param extent  of it
    record Run(Map<String, Tensor> outputs, Tensor picture, Extent extent, Placement placement) {
        /// The slice of the stack that a slice of the input tensor shows; -1 for one that only fills up.
        int slice(int tensorSlice) {
            double at = placement.slices().at(tensorSlice + 0.5);
            return at >= 0 && at < placement.slices().length() ? (int) at : -1;
        }

        /// Without regions where the tensor's axes are not those of the frames: no box could be shown in them.
        Evidence evidence(List<Region> regions, List<Measurement> measurements) {
            return new Evidence(placement.permuted() ? List.of() : regions, measurements);
        }
    }
}
