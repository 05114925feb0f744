// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dossier;

import dev.gantry.evaluate.Result;
import dev.gantry.evaluate.Scored;
import dev.gantry.measure.Binary;
import dev.gantry.measure.Counts.Ratio;
import dev.gantry.measure.Counts;
import dev.gantry.measure.Interval;
import dev.gantry.overlap.Detections;
import dev.gantry.overlap.Masks;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.node.ObjectNode;

/// The figures as JSON (`docs/schema/evaluation.schema.json`). A figure without a value is null.
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static String of(Result result, Facts facts) {
        var json = MAPPER.createObjectNode();
        json.put("disclaimer", "research use only: not a medical device");
        json.put("made", facts.made()).put("software", facts.software());
        json.put("cases", result.cases().size()).put("left-out", result.leftOut().size());
        var reasons = json.putObject("left-out-reasons");
        result.leftOut().forEach(one -> {
            var reason = Page.reason(one.why());
            reasons.put(reason, reasons.path(reason).asInt(0) + 1);
        });
        json.put("seed", facts.seed());
        var models = json.putArray("models");
        result.models().forEach(scored -> model(models.addObject(), scored));
        if (result.compares()) {
            paired(json.putObject("paired"), result);
        }
        return MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json) + "\n";
    }

    private static void model(ObjectNode json, Scored scored) {
        var provenance = scored.model().provenance();
        json.put("model", provenance.model().toString()).put("sha256", provenance.sha256())
                .put("provider", provenance.provider().toString()).put("precision", provenance.precision());
        var latency = scored.latency();
        json.putObject("latency-ms").put("median", latency.median()).put("p95", latency.p95())
                .put("p99", latency.p99()).put("longest", latency.longest()).put("decode-median", latency.decode());
        var labels = json.putObject("labels");
        scored.questions().forEach(question -> question(labels.putObject(question.label()), question));
        put(json, "auroc-macro", scored.macroArea());
        put(json, "auroc-micro", scored.microArea());
        scored.confusion().ifPresent(confusion -> {
            var node = json.putObject("confusion");
            var classes = node.putArray("classes");
            confusion.classes().forEach(classes::add);
            var counts = node.putArray("counts");
            for (int truth = 0; truth < confusion.classes().size(); truth++) {
                var row = counts.addArray();
                for (int answer = 0; answer < confusion.classes().size(); answer++) {
                    row.add(confusion.count(truth, answer));
                }
            }
            put(node, "accuracy", confusion.accuracy());
            put(node, "precision-macro", confusion.macro(each -> each.positivePredictive().value()));
            put(node, "recall-macro", confusion.macro(each -> each.sensitivity().value()));
            put(node, "f1-macro", confusion.macro(Counts::f1));
        });
        var boxes = json.putObject("boxes");
        scored.overlap().boxes().forEach((label, one) -> boxes(boxes.putObject(label), one));
        var masks = json.putObject("masks");
        scored.overlap().masks().forEach((label, one) -> masks(masks.putObject(label), one));
    }

    private static void question(ObjectNode json, Binary question) {
        json.put("cases", question.judged().size()).put("positives", question.judged().positives());
        json.put("threshold", question.threshold());
        number(json, "auroc", question.area().map(it -> it.area()));
        put(json, "auroc-interval", question.area().map(it -> it.interval()));
        put(json, "auroc-interval-drawn", question.drawnInterval());
        json.put("draws", question.draws().rounds());
        number(json, "average-precision", question.averagePrecision());
        counts(json.putObject("at-threshold"), question.counts());
        var calibration = question.calibration();
        json.put("brier", calibration.brier()).put("calibration-error", calibration.expected())
                .put("calibration-error-greatest", calibration.greatest());
        var bins = json.putArray("calibration");
        calibration.bins().forEach(bin -> bins.addObject().put("low", bin.low()).put("high", bin.high())
                .put("mean", bin.mean()).put("positives", bin.positives().part()).put("cases", bin.positives().of()));
        var table = json.putArray("thresholds");
        question.thresholds().forEach(threshold -> counts(table.addObject().put("threshold", threshold),
                Counts.at(question.judged(), threshold)));
        if (question.judged().bothKinds()) {
            var wanted = json.putArray("wanted");
            for (double share : Binary.WANTED) {
                question.roc().forSensitivity(share).ifPresent(point -> counts(wanted.addObject()
                        .put("sensitivity-at-least", share).put("threshold", point.threshold()),
                        Counts.at(question.judged(), point.threshold())));
                question.roc().forSpecificity(share).ifPresent(point -> counts(wanted.addObject()
                        .put("specificity-at-least", share).put("threshold", point.threshold()),
                        Counts.at(question.judged(), point.threshold())));
            }
        }
    }

    private static void counts(ObjectNode json, Counts counts) {
        json.put("hits", counts.hits()).put("false-alarms", counts.falseAlarms())
                .put("rejections", counts.rejections()).put("misses", counts.misses());
        put(json, "sensitivity", counts.sensitivity());
        put(json, "specificity", counts.specificity());
        put(json, "precision", counts.positivePredictive());
        put(json, "negative-predictive", counts.negativePredictive());
        put(json, "accuracy", counts.accuracy());
        put(json, "f1", counts.f1());
        put(json, "youden", counts.youden());
    }

    private static void boxes(ObjectNode json, Detections boxes) {
        put(json, "ap50", boxes.averagePrecision(0.5));
        put(json, "ap75", boxes.averagePrecision(0.75));
        put(json, "ap50-95", boxes.averagePrecision());
        json.put("drawn", boxes.drawn()).put("pictures", boxes.pictures());
        var froc = json.putArray("froc");
        Detections.ALARMS.forEach(alarms -> put(
                froc.addObject().put("false-alarms-per-picture", alarms), "sensitivity", boxes.sensitivityAt(alarms)));
    }

    private static void masks(ObjectNode json, Masks masks) {
        put(json, "dice-mean", masks.meanDice());
        put(json, "dice-median", masks.medianDice());
        put(json, "dice-pooled", masks.pooled().dice());
        put(json, "iou-pooled", masks.pooled().iou());
        json.put("pictures", masks.pictures()).put("drawn-pictures", masks.drawnPictures());
    }

    private static void paired(ObjectNode json, Result result) {
        result.paired().forEach((label, paired) -> {
            var node = json.putObject(label);
            number(node, "auroc-difference", paired.area().map(it -> it.difference()));
            put(node, "auroc-difference-interval", paired.area().map(it -> it.interval()));
            number(node, "auroc-p", paired.area().map(it -> it.p()));
            node.put("only-first-right", paired.onlyFirstRight()).put("only-second-right", paired.onlySecondRight())
                    .put("mcnemar-p", paired.mcnemar()).put("greatest-change", paired.greatestChange())
                    .put("mean-change", paired.meanChange());
        });
    }

    private static void put(ObjectNode json, String name, OptionalDouble value) {
        if (value.isPresent()) {
            json.put(name, value.getAsDouble());
        } else {
            json.putNull(name);
        }
    }

    /// A share and its interval.
    private static void put(ObjectNode json, String name, Ratio ratio) {
        put(json, name, ratio.value());
        put(json, name + "-interval", ratio.interval());
    }

    private static void put(ObjectNode json, String name, Interval interval) {
        json.putArray(name).add(interval.low()).add(interval.high());
    }

    private static void put(ObjectNode json, String name, Optional<Interval> interval) {
        interval.ifPresentOrElse(it -> put(json, name, it), () -> json.putNull(name));
    }

    private static void number(ObjectNode json, String name, Optional<Double> value) {
        value.ifPresentOrElse(it -> json.put(name, it), () -> json.putNull(name));
    }
}
