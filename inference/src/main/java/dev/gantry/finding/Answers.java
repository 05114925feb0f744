// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import dev.gantry.finding.Finding.Evidence;
import dev.gantry.finding.Products.Measured;
import dev.gantry.finding.Products.Rendition;
import dev.gantry.model.Head.Quantity;
import dev.gantry.model.Output.Label;
import dev.gantry.output.Region.Measurement;
import java.util.ArrayList;
import java.util.List;

/// What the heads of one model have said so far.
final class Answers {
    private final List<Finding> findings = new ArrayList<>();
    private final List<Measured> measured = new ArrayList<>();
    private final List<Rendition> pictures = new ArrayList<>();

    /// Of a label that is not reported nothing is kept.
    void add(Label label, double probability, Evidence evidence) {
        if (label.reported().isPresent()) {
            var reported = label.reported().get();
            findings.add(new Finding(label.name(), reported.code(), probability, reported.threshold(), evidence));
        }
    }

    /// A finding where there is a limit to cross, otherwise just a number.
    void add(Quantity quantity, double value) {
        var measurement = new Measurement(quantity.name(), value, quantity.unit());
        quantity.label().ifPresentOrElse(
                label -> add(
                        label,
                        quantity.limits().crossedBy(value) ? 1 : 0,
                        new Evidence(List.of(), List.of(measurement))),
                () -> measured.add(new Measured(quantity.code(), measurement)));
    }

    void add(Rendition picture) {
        pictures.add(picture);
    }

    Reading reading() {
        var products = measured.isEmpty() && pictures.isEmpty() ? Products.NONE : new Products(measured, pictures);
        return findings.isEmpty() ? new Reading.Made(products) : new Reading.Findings(findings, products);
    }
}
