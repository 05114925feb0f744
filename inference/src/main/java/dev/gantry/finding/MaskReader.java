// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import dev.gantry.finding.HeadReader.Run;
import dev.gantry.mask.Segmentation;
import dev.gantry.mask.Segmented;
import dev.gantry.model.Head;
import dev.gantry.output.Extent;
import dev.gantry.output.Wanted;
import java.util.List;
import java.util.Optional;

/// Shapes of a mask: a label's probability is that of its likeliest shape, 0 without one.
final class MaskReader implements HeadReader {
    private final Head.Mask head;
    private final Segmentation segmentation;

    MaskReader(Head.Mask head) {
        this.head = head;
        this.segmentation = new Segmentation(head);
    }

    @Override
    public List<Wanted> wanted(Extent extent) {
        return List.of(segmentation.wanted());
    }

    @Override
    public Optional<String> read(Run run, Answers answers) {
        return switch (segmentation.read(run.outputs(), run.extent(), run.placement())) {
            case Segmented.Nonsense(String detail) -> Optional.of(detail);
            case Segmented.Labels(var each) -> {
                for (int i = 0; i < each.size(); i++) {
                    var shapes = each.get(i);
                    answers.add(
                            head.labels().get(i),
                            shapes.probability(),
                            run.evidence(shapes.largest(), List.of(shapes.total())));
                }
                yield Optional.empty();
            }
        };
    }
}
