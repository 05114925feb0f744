// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.admission;

import dev.gantry.admission.Difference.Of;
import dev.gantry.finding.Finding;
import dev.gantry.finding.Products;
import dev.gantry.finding.Products.Measured;
import dev.gantry.output.Box;
import dev.gantry.output.Region;
import dev.gantry.pipeline.Look;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// One look beside what torch said of the same object.
///
/// @param folder where pictures that torch made lie
record TorchComparison(Path folder, Difference difference) {
    private static final double SAME_PLACE = 0.5;

    void add(JsonNode torch, Look look) throws IOException {
        switch (look) {
            case Look.Seen seen -> add(torch, seen.findings().findings());
            case Look.Made made -> { /* its pictures follow */ }
            case Look other -> throw new AssertionError(other.toString());
        }
        torch.path("values").forEachEntry((name, value) -> difference.add(
                Of.VALUE, products(look).measured().stream()
                        .map(Measured::measurement)
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .value() - value.asDouble()));
        if (torch.has("picture")) {
            picture(folder.resolve(torch.get("picture").asString()), products(look));
        }
    }

    private static Products products(Look look) {
        return switch (look) {
            case Look.Seen seen -> seen.findings().products();
            case Look.Made made -> made.products();
            case Look other -> throw new AssertionError(other.toString());
        };
    }

    private void add(JsonNode torch, List<Finding> findings) {
        torch.path("probabilities").forEachEntry((label, probability) -> difference.add(
                Of.PROBABILITY, probability.asDouble() - finding(label, findings).probability()));
        for (var finding : findings) {
            var regions = finding.evidence().regions();
            if (torch.has("boxes")) {
                var own = new ArrayList<JsonNode>();
                torch.get("boxes").forEach(box -> {
                    if (box.get("label").asString().equals(finding.label())) {
                        own.add(box);
                    }
                });
                regions(own, regions, "score");
            }
            if (torch.path("shapes").has(finding.label())) {
                shapes(torch.get("shapes").get(finding.label()), finding);
            }
            var slice = torch.has("slice") ? torch.get("slice") : torch.path("slices").path(finding.label());
            if (slice.isNumber()) {
                difference.add(Of.SLICE, regions.getFirst().box().slices().key() - slice.asInt());
            }
        }
    }

    private static Finding finding(String label, List<Finding> findings) {
        return findings.stream()
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no finding for label " + label + " in " + findings));
    }

    private void shapes(JsonNode torch, Finding finding) {
        var total = finding.evidence().measurements().getFirst();
        if (!total.unit().startsWith("m")) {
            throw new AssertionError("the spacing is not known: " + total);
        }
        relative(total.value(), torch.get("total").asDouble());
        var largest = new ArrayList<JsonNode>();
        torch.get("largest").forEach(largest::add);
        regions(largest, finding.evidence().regions(), "probability");
    }

    private void relative(double found, double expected) {
        if (found != expected) {
            difference.add(Of.SIZE, (found - expected) / expected);
        }
    }

    /// Each of torch's places with the free one of ours that overlaps it most.
    private void regions(List<JsonNode> torch, List<Region> ours, String score) {
        var free = new ArrayList<>(ours);
        int alone = 0;
        for (var expected : torch) {
            var edges = edges(expected);
            var partner = free.stream()
                    .filter(region -> overlap(edges, region.box()) >= SAME_PLACE)
                    .max(Comparator.comparingDouble(region -> overlap(edges, region.box())));
            if (partner.isEmpty()) {
                alone++;
                continue;
            }
            free.remove(partner.get());
            pair(expected, edges, partner.get(), score);
        }
        difference.add(Of.ALONE, alone + free.size());
    }

    private void pair(JsonNode expected, double[] edges, Region region, String score) {
        difference.add(Of.PROBABILITY, region.probability() - expected.get(score).asDouble());
        var box = region.box();
        var found = new double[] {box.left(), box.top(), box.right(), box.bottom()};
        for (int i = 0; i < found.length; i++) {
            difference.add(Of.EDGE, found[i] - edges[i]);
        }
        if (expected.has("slices")) {
            double last = Math.ceil(expected.get("slices").get(1).asDouble()) - 1;
            difference.add(Of.SLICE, box.slices().first() - Math.floor(expected.get("slices").get(0).asDouble()));
            difference.add(Of.SLICE, box.slices().last() - last);
        }
        if (expected.has("size")) {
            var size = region.measurements().stream()
                    .filter(each -> each.name().equals("area") || each.name().equals("volume"))
                    .findFirst()
                    .orElseThrow();
            relative(size.value(), expected.get("size").asDouble());
        }
    }

    private static double[] edges(JsonNode box) {
        var edges = new double[4];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = box.get("box").get(i).asDouble();
        }
        return edges;
    }

    private static double overlap(double[] edges, Box box) {
        double width = Math.min(edges[2], box.right()) - Math.max(edges[0], box.left());
        double height = Math.min(edges[3], box.bottom()) - Math.max(edges[1], box.top());
        if (width <= 0 || height <= 0) {
            return 0;
        }
        double both = width * height;
        double all = (edges[2] - edges[0]) * (edges[3] - edges[1])
                + (box.right() - box.left()) * (box.bottom() - box.top()) - both;
        return both / all;
    }

    private void picture(Path file, Products products) throws IOException {
        var expected = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        var grey = products.pictures().getFirst().grey();
        if (grey.length != expected.remaining()) {
            throw new AssertionError(grey.length + " values, torch has " + expected.remaining());
        }
        for (int i = 0; i < grey.length; i++) {
            difference.add(Of.GREY, grey[i] - expected.get(i));
        }
    }
}
