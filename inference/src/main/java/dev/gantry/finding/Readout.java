// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import dev.gantry.model.Output;
import dev.gantry.model.Output.Head;
import dev.gantry.preprocess.Placement;
import dev.gantry.runtime.Signature.Port;
import dev.gantry.runtime.Signature;
import dev.gantry.tensor.Tensor;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/// Reads one model's output tensor.
public final class Readout {
    private final Output output;

    /// @param output head sigmoid or softmax
    public Readout(Output output) {
        if (output.head() != Head.SIGMOID && output.head() != Head.SOFTMAX) {
            throw new IllegalArgumentException("no reading for head " + output.head());
        }
        this.output = output;
    }

    /// Why the graph's output cannot hold one float per label; empty when it can. All dimensions but the last
    /// must be 1 or open.
    public Optional<String> mismatch(Signature signature) {
        var port = signature.output(output.tensor());
        int labels = output.labels().size();
        if (port.filter(found -> found.type().equals("FLOAT") && holds(found, labels)).isPresent()) {
            return Optional.empty();
        }
        return Optional.of("output: manifest says %s FLOAT with %d value(s), graph has %s"
                .formatted(output.tensor(), labels, Signature.text(signature.outputs())));
    }

    private static boolean holds(Port port, int labels) {
        var shape = port.shape();
        if (shape.isEmpty()) {
            return labels == 1;
        }
        boolean flat = shape.stream().limit(shape.size() - 1L).allMatch(size -> size == 1 || size == -1);
        return flat && (shape.getLast() == labels || shape.getLast() == -1);
    }

    /// @param outputs   of the graph, by name
    /// @param placement where the input tensor's picture lies in the object's
    public Reading read(Map<String, Tensor> outputs, Placement placement) {
        return read(outputs.get(output.tensor()).toFloats());
    }

    /// @param values logits, one per label
    Reading read(float[] values) {
        if (values.length != output.labels().size()) {
            return new Reading.Nonsense(
                    "%s has %d values for %d labels"
                            .formatted(output.tensor(), values.length, output.labels().size()));
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return new Reading.Nonsense(output.tensor() + " holds " + value);
            }
        }
        var probabilities = output.head() == Head.SIGMOID ? sigmoid(values) : softmax(values);
        var findings = new ArrayList<Finding>();
        for (int i = 0; i < probabilities.length; i++) {
            double probability = probabilities[i];
            var label = output.labels().get(i);
            label.reported().ifPresent(it ->
                    findings.add(new Finding(label.name(), it.code(), probability, it.threshold())));
        }
        return new Reading.Findings(findings);
    }

    private static double[] sigmoid(float[] logits) {
        var probabilities = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = 1 / (1 + Math.exp(-logits[i]));
        }
        return probabilities;
    }

    private static double[] softmax(float[] logits) {
        double highest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        var probabilities = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = Math.exp(logits[i] - highest); // never over 1, so never infinite
            sum += probabilities[i];
        }
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = Math.min(1, probabilities[i] / sum);
        }
        return probabilities;
    }
}
