// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.box;

import dev.gantry.candidate.Candidates;
import dev.gantry.model.BoxFormat;
import dev.gantry.model.Head.Boxes;
import dev.gantry.output.Extent;
import dev.gantry.output.Wanted;
import dev.gantry.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// Finds boxes in the outputs of one model.
///
/// Confined to one thread.
public final class Detector {
    private final Boxes head;
    private final Decoder decoder;

    public Detector(Boxes head) {
        this.head = head;
        int labels = head.labels().size();
        this.decoder = switch (head.format()) {
            case BoxFormat.Finished format -> new Finished(format, labels);
            case BoxFormat.Yolo format -> new Yolo(format, labels);
            case BoxFormat.YoloX format -> new YoloX(format, labels);
            case BoxFormat.Ssd format -> new Ssd(format, labels);
            case BoxFormat.AnchorFree format -> new AnchorFree(format, labels);
            case BoxFormat.CenterNet format -> new CenterNet(format, labels);
        };
    }

    /// @param extent of the input, as far as the graph fixes it
    public List<Wanted> wanted(Extent extent) {
        return decoder.wanted(extent);
    }

    /// @param extent of the input of this very run
    public Detected detect(Map<String, Tensor> outputs, Extent extent) {
        for (var wanted : decoder.wanted(extent)) {
            var nonsense = wanted.nonsense(outputs);
            if (nonsense.isPresent()) {
                return new Detected.Nonsense(nonsense.get());
            }
        }
        var candidates = new Candidates(head.labels(), head.keeping());
        var nonsense = decoder.decode(outputs, extent, candidates).or(candidates::trouble);
        return nonsense.isPresent()
                ? new Detected.Nonsense(nonsense.get())
                : new Detected.Boxes(candidates.kept());
    }
}
