// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.finding.Finding;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.model.Manifest.InputGate;
import dev.gantry.model.Output.Label;
import dev.gantry.pipeline.Look;
import dev.gantry.pipeline.Look.Stages;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.Brake;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A model that looks at a picture before the one that is asked: does it look like what that was made for?
///
/// A gate that fails stands open: no answer is lost because the guard fell ill. Confined to the lane.
final class Gatekeeper {
    private static final Logger LOG = LoggerFactory.getLogger(Gatekeeper.class);

    private static final Word LET_IN = new Word(Optional.empty(), Stages.NONE);

    private final ActiveModel model;
    private final InputGate gate;

    private Gatekeeper(ActiveModel model, InputGate gate) {
        this.model = model;
        this.gate = gate;
    }

    /// The gate of a model, if the one that it names is there and knows the labels.
    static Optional<Gatekeeper> of(ActiveModel asked, List<ActiveModel> active) {
        return asked.manifest().service().gate().flatMap(gate -> active.stream()
                .filter(model -> model.id().name().equals(gate.model()))
                .filter(model -> model.manifest().output().labels().stream().map(Label::name)
                        .collect(Collectors.toSet()).containsAll(gate.labels()))
                .findFirst()
                .map(model -> new Gatekeeper(model, gate)));
    }

    ActiveModel model() {
        return model;
    }

    /// @param objection what keeps the picture out; empty when it is let in
    record Word(Optional<String> objection, Stages stages) {}

    Word of(Supplier<Picture> pictures, Brake brake) {
        return switch (model.pipeline().look(pictures, brake)) {
            case Look.Seen(var reading, _, var stages) -> new Word(objection(reading.findings()), stages);
            case Look.Unreadable _, Look.Stopped _, Look.Closed _ -> LET_IN; // the next look says so too
            case Look.Made _ -> open("it makes pictures");
            case Look.Nonsense(var detail) -> open(detail);
            case Look.OutOfMemory(var detail) -> open(detail);
            case Look.Failed(var detail) -> open(detail);
        };
    }

    private Word open(String why) {
        LOG.warn("input gate stands open gate={} cause=\"{}\"", model.id(), why);
        return LET_IN;
    }

    private Optional<String> objection(List<Finding> findings) {
        double wanted = findings.stream().filter(it -> gate.labels().contains(it.label()))
                .mapToDouble(Finding::probability).sum();
        if (wanted >= gate.atLeast()) {
            return Optional.empty();
        }
        var likeliest = findings.stream().max(Comparator.comparingDouble(Finding::probability)).orElseThrow();
        return Optional.of(String.format(Locale.ROOT, "the picture does not look like %s (%.2f) but like %s (%.2f), says %s",
                String.join(" or ", gate.labels()), wanted, likeliest.label(), likeliest.probability(), model.id()));
    }
}
