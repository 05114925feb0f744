// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import dev.gantry.box.Detected;
import dev.gantry.box.Detector;
import dev.gantry.candidate.Detection;
import dev.gantry.finding.HeadReader.Run;
import dev.gantry.mask.Segmentation;
import dev.gantry.mask.Segmented;
import dev.gantry.model.BoxFormat;
import dev.gantry.model.Head.Pool;
import dev.gantry.model.Head.Shapes;
import dev.gantry.model.Head;
import dev.gantry.output.Box;
import dev.gantry.output.Extent;
import dev.gantry.output.Region;
import dev.gantry.output.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Boxes around what was found: a label's probability is that of its best box, 0 without one.
///
/// A box that lies outside of the frame, in a letterbox border, is none.
final class BoxesReader implements HeadReader {
    /// Of each instance's mask: the largest shape, at most so many corners.
    private static final Shapes INSTANCE = new Shapes(1, 0, 1, 64, Pool.MEAN);

    private final Head.Boxes head;
    private final Detector detector;
    private final Optional<String> masks;
    private final Optional<Segmentation> segmentation;

    BoxesReader(Head.Boxes head) {
        this.head = head;
        this.detector = new Detector(head);
        this.masks = head.format() instanceof BoxFormat.Finished finished ? finished.masks() : Optional.empty();
        this.segmentation = masks.map(name -> Segmentation.ofInstances(name, INSTANCE));
    }

    @Override
    public List<Wanted> wanted(Extent extent) {
        return detector.wanted(extent);
    }

    @Override
    public Optional<String> read(Run run, Answers answers) {
        return switch (detector.detect(run.outputs(), run.extent())) {
            case Detected.Nonsense(String detail) -> Optional.of(detail);
            case Detected.Boxes(var detections) -> {
                var regions = Stream.generate(() -> new ArrayList<Region>()).limit(head.labels().size()).toList();
                for (var detection : detections) {
                    var nonsense = add(run, detection, regions.get(detection.label()));
                    if (nonsense.isPresent()) {
                        yield nonsense;
                    }
                }
                for (int i = 0; i < regions.size(); i++) {
                    var own = regions.get(i);
                    double best = own.isEmpty() ? 0 : own.getFirst().probability();
                    answers.add(head.labels().get(i), best, run.evidence(own, List.of()));
                }
                yield Optional.empty();
            }
        };
    }

    private Optional<String> add(Run run, Detection detection, List<Region> regions) {
        var where = detection.where();
        var box = Box.of(run.placement(), where.left(), where.top(), where.right(), where.bottom());
        if (box.isEmpty()) {
            return Optional.empty();
        }
        if (segmentation.isEmpty()) {
            regions.add(new Region(detection.score(), box.get()));
            return Optional.empty();
        }
        var mask = run.outputs().get(masks.orElseThrow());
        return switch (segmentation.get().read(mask, detection.source(), run.extent(), run.placement())) {
            case Segmented.Nonsense(String detail) -> Optional.of(detail);
            case Segmented.Labels(var each) -> {
                var shape = each.getFirst().largest().stream().findFirst();
                regions.add(new Region(
                        detection.score(),
                        box.get(),
                        shape.flatMap(Region::outline),
                        shape.map(Region::measurements).orElse(List.of())));
                yield Optional.empty();
            }
        };
    }
}
