// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import dev.gantry.finding.HeadReader.Run;
import dev.gantry.model.Head;
import dev.gantry.output.Extent;
import dev.gantry.output.Wanted;
import java.util.List;
import java.util.Optional;

/// One number per quantity.
record ValueReader(Head.Value head) implements HeadReader {
    @Override
    public List<Wanted> wanted(Extent extent) {
        return List.of(Wanted.values(head.tensor(), head.quantities().size()));
    }

    @Override
    public Optional<String> read(Run run, Answers answers) {
        var nonsense = wanted(run.extent()).getFirst().nonsense(run.outputs());
        if (nonsense.isPresent()) {
            return nonsense;
        }
        var values = run.outputs().get(head.tensor());
        for (int i = 0; i < head.quantities().size(); i++) {
            var quantity = head.quantities().get(i);
            double value = quantity.scale().factor() * values.get(i) + quantity.scale().offset();
            if (!Double.isFinite(value)) {
                return Optional.of("%s: %s holds %s".formatted(quantity.name(), head.tensor(), values.get(i)));
            }
            answers.add(quantity, value);
        }
        return Optional.empty();
    }
}
