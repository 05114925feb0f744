// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.box;

import dev.gantry.candidate.Detection;
import dev.gantry.candidate.Candidates;
import dev.gantry.candidate.Detection.Rectangle;
import dev.gantry.model.BoxFormat;
import dev.gantry.model.Head.Activation;
import dev.gantry.output.Extent;
import dev.gantry.output.Wanted.Kind;
import dev.gantry.output.Wanted;
import dev.gantry.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Boxes, scores and label numbers after the graph's own suppression, as torchvision exports its detectors.
record Finished(BoxFormat.Finished format, int labels) implements Decoder {
    @Override
    public List<Wanted> wanted(Extent extent) {
        var wanted = new ArrayList<Wanted>();
        wanted.add(Wanted.shaped(format.boxes(), Kind.REALS, "[N, 4]",
                List.of(new long[] {Wanted.ANY, 4}, new long[] {1, Wanted.ANY, 4})));
        wanted.add(line(format.scores(), Kind.REALS));
        wanted.add(line(format.numbers(), Kind.NUMBERS));
        format.masks().ifPresent(masks -> wanted.add(Wanted.shaped(masks, "[N, 1, H, W]",
                Wanted.ANY, 1, Wanted.ANY, Wanted.ANY)));
        return wanted;
    }

    private static Wanted line(String tensor, Kind kind) {
        return Wanted.shaped(tensor, kind, "[N]",
                List.of(new long[] {Wanted.ANY}, new long[] {1, Wanted.ANY}));
    }

    @Override
    public Optional<String> decode(Map<String, Tensor> outputs, Extent extent, Candidates candidates) {
        var boxes = outputs.get(format.boxes());
        var scores = outputs.get(format.scores());
        var numbers = outputs.get(format.numbers());
        int count = scores.size();
        boolean masked = format.masks().map(outputs::get).map(masks -> masks.length(0) == count).orElse(true);
        if (boxes.size() != 4L * count || numbers.size() != count || !masked) {
            return Optional.of("%s, %s and %s hold %d, %d and %d boxes".formatted(format.boxes(), format.scores(),
                    format.numbers(), boxes.size() / 4, count, numbers.size()));
        }
        for (int i = 0; i < count; i++) {
            double score = candidates.probability(format.scores(), scores.get(i), Activation.NONE);
            int label = (int) numbers.get(i) - format.firstLabel();
            if (label >= 0 && label < labels) {
                offer(boxes, i, extent, label, score, candidates);
            } else if (score >= candidates.minScore()) {
                return Optional.of("%s holds %s, the manifest knows %d to %d".formatted(format.numbers(),
                        numbers.get(i), format.firstLabel(), format.firstLabel() + labels - 1));
            }
        }
        return Optional.empty();
    }

    private void offer(Tensor boxes, int i, Extent extent, int label, double score, Candidates candidates) {
        double across = format.form().normalized() ? extent.width() : 1;
        double down = format.form().normalized() ? extent.height() : 1;
        double a = boxes.get(4 * i) * across;
        double b = boxes.get(4 * i + 1) * down;
        double c = boxes.get(4 * i + 2) * across;
        double d = boxes.get(4 * i + 3) * down;
        candidates.offer(label, score, i, format.form().centred()
                ? Rectangle.centred(a, b, c, d)
                : new Rectangle(a, b, c, d));
    }
}
