// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import dev.gantry.finding.HeadReader.Run;
import dev.gantry.model.Output;
import dev.gantry.output.Extent;
import dev.gantry.output.Wanted;
import dev.gantry.preprocess.Placement;
import dev.gantry.runtime.Signature;
import dev.gantry.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads one model's output tensors, head by head.
///
/// Confined to one thread: its scratch space is reused.
public final class Readout {
    private final List<HeadReader> heads;
    private final String picture;
    private final String layout;

    /// @param picture name of the graph's input that holds the picture
    /// @param layout  one letter for each of its lengths: N, C, D slices, H rows, W columns
    public Readout(Output output, String picture, String layout) {
        this.heads = output.heads().stream().map(HeadReader::of).toList();
        this.picture = picture;
        this.layout = layout;
    }

    /// Why the graph's outputs do not fit a head: tensor, type and shape, expected against got. Empty when they
    /// all fit.
    public Optional<String> mismatch(Signature signature) {
        var extent = signature.inputs().stream()
                .filter(port -> port.name().equals(picture))
                .findFirst()
                .map(port -> Extent.of(port, layout))
                .orElse(Extent.OPEN);
        var wanted = heads.stream().flatMap(head -> head.wanted(extent).stream()).toList();
        return Wanted.mismatch(wanted, signature);
    }

    /// @param feed      what went into the graph, by name
    /// @param outputs   what came out of it, by name
    /// @param placement where the input tensor's picture lies in the object's
    public Reading read(Map<String, Tensor> feed, Map<String, Tensor> outputs, Placement placement) {
        var given = feed.get(picture);
        var run = new Run(outputs, given, Extent.of(given, layout), placement);
        var answers = new Answers();
        for (var head : heads) {
            var nonsense = head.read(run, answers);
            if (nonsense.isPresent()) {
                return new Reading.Nonsense(nonsense.get());
            }
        }
        return answers.reading();
    }
}
