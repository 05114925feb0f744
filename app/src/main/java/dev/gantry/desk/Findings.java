// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import dev.gantry.desk.Answers.Shown;
import dev.gantry.finding.Finding;
import dev.gantry.outcome.Finding.Box;
import dev.gantry.outcome.Finding.Code;
import dev.gantry.outcome.Finding.Corner;
import dev.gantry.outcome.Finding.Evidence;
import dev.gantry.outcome.Finding.Measurement;
import dev.gantry.outcome.Finding.Outline;
import dev.gantry.outcome.Verdict;
import dev.gantry.output.Region;
import java.util.List;
import java.util.Optional;

/// What one model found, as it is published: of one outcome.
final class Findings {
    /// More would make a payload that receivers refuse; the likeliest are kept.
    private static final int MOST_BOXES = 100;
    /// Of all outlines of an outcome, about 15 kB; what is over goes without.
    private static final int MOST_CORNERS = 1000;

    private final Shown shown;
    private int corners;

    Findings(Shown shown) {
        this.shown = shown;
    }

    Verdict verdict(List<Finding> findings) {
        return Verdict.of(findings.stream().map(this::published).toList());
    }

    private dev.gantry.outcome.Finding published(Finding finding) {
        var code = new Code(finding.code().scheme(), finding.code().value(), finding.code().meaning());
        return new dev.gantry.outcome.Finding(
                Optional.of(code), finding.label(), finding.probability(), finding.threshold(), evidence(finding));
    }

    private Evidence evidence(Finding finding) {
        var boxes = finding.positiveRegions().stream()
                .flatMap(region -> shown.at(region.box().slices().key()).map(spot -> box(region, spot)).stream())
                .limit(MOST_BOXES)
                .toList();
        return new Evidence(boxes, finding.evidence().measurements().stream()
                .map(it -> new Measurement(it.name(), it.value(), it.unit()))
                .toList());
    }

    private Box box(Region region, Shown.Spot spot) {
        var box = region.box();
        return new Box(spot.instance(), spot.frame(), box.left(), box.top(), box.right() - box.left(),
                box.bottom() - box.top(), region.probability(),
                region.outline().map(this::outline).orElse(Outline.NONE));
    }

    /// In the slice that is the box's key.
    private Outline outline(Region.Outline outline) {
        int more = outline.rings().stream().mapToInt(List::size).sum();
        if (corners + more > MOST_CORNERS) {
            return Outline.NONE;
        }
        corners += more;
        return new Outline(outline.rings().stream()
                .map(ring -> ring.stream().map(it -> new Corner(it.column(), it.row())).toList()).toList());
    }
}
