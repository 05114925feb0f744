// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dossier;

import static dev.gantry.dossier.Html.interval;
import static dev.gantry.dossier.Html.millis;
import static dev.gantry.dossier.Html.number;
import static dev.gantry.dossier.Html.section;
import static dev.gantry.dossier.Html.table;
import static dev.gantry.dossier.Html.text;
import static dev.gantry.dossier.Html.value;

import dev.gantry.evaluate.Result;
import dev.gantry.evaluate.Scored;
import dev.gantry.explain.HeatMap.Method;
import dev.gantry.measure.Binary;
import dev.gantry.measure.Counts.Ratio;
import dev.gantry.measure.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The report as one HTML page that needs nothing else.
final class Page {
    private static final int MOST_NAMED = 50;

    private final Result result;
    private final Facts facts;
    private final Worst worst;
    private final Optional<Method> heat;

    Page(Result result, Facts facts, Worst worst, Optional<Method> heat) {
        this.result = result;
        this.facts = facts;
        this.worst = worst;
        this.heat = heat;
    }

    String html() {
        var model = result.judged().model();
        var title = "Evaluation of " + model.manifest().id();
        var body = new StringBuilder("<header>\n<p class=\"badge\">Research use only: not a medical device</p>\n<h1>"
                + text(title) + "</h1>\n<p>" + text(lead()) + "</p>\n" + tiles() + "</header>\n<main>\n");
        body.append(section("what", "What was evaluated", models() + cases()));
        result.judged().confusion().ifPresent(confusion -> body.append(section("classes", "Classes", classes())));
        for (int i = 0; i < result.judged().questions().size(); i++) {
            body.append(question(i));
        }
        if (!result.judged().overlap().boxes().isEmpty()) {
            body.append(section("boxes", "Boxes", Overlaps.boxes(result.models())));
        }
        if (!result.judged().overlap().masks().isEmpty()) {
            body.append(section("masks", "Masks", Overlaps.masks(result.models())));
        }
        body.append(result.compares()
                ? section("compared", "Two models on the same cases", Comparison.of(result, facts))
                : section("time", "Time", Comparison.latency(result.models())));
        body.append(section("left-out", "Left out", leftOut())).append(section("how", "How it was computed", how()));
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\""
                + " content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"color-scheme\" content=\"light dark\">\n"
                + "<title>" + text(title) + "</title>\n<style>\n" + Style.CSS + "</style>\n</head>\n<body>\n" + body
                + "</main>\n<footer><p>" + text(facts.software()) + ", " + text(facts.made())
                + ". Research use only: these figures describe these cases, on this machine, and no others."
                + "</p></footer>\n</body>\n</html>\n";
    }

    private String lead() {
        return result.cases().size() + " cases, " + result.leftOut().size() + " left out. Labels: " + facts.labels()
                + ". Made " + facts.made() + ".";
    }

    private String tiles() {
        var tiles = new ArrayList<String>();
        var first = result.judged().questions().stream().findFirst();
        first.filter(_ -> result.judged().questions().size() == 1).ifPresent(question -> {
            question.area().ifPresent(area ->
                    tiles.add(tile("AUROC", number(area.area()), interval(area.interval()))));
            tiles.add(tile("Sensitivity", question.counts().sensitivity()));
            tiles.add(tile("Specificity", question.counts().specificity()));
        });
        if (result.judged().questions().size() > 1) {
            tiles.add(tile("AUROC, mean of labels", number(result.judged().macroArea()), "each against all else"));
            result.judged().confusion().ifPresent(confusion -> tiles.add(tile("Accuracy", confusion.accuracy())));
        }
        result.judged().overlap().boxes().values().stream().findFirst().ifPresent(boxes ->
                tiles.add(tile("AP50", number(boxes.averagePrecision(0.5)),
                        "AP50:95 " + number(boxes.averagePrecision()))));
        result.judged().overlap().masks().values().stream().findFirst().ifPresent(masks ->
                tiles.add(tile("Dice", number(masks.meanDice()), "all pixels " + number(masks.pooled().dice()))));
        var latency = result.judged().latency();
        tiles.add(tile("One picture", millis(latency.median()), "99 %: " + millis(latency.p99())));
        return "<dl class=\"tiles\">\n" + String.join("", tiles) + "</dl>\n";
    }

    private static String tile(String name, Ratio ratio) {
        return tile(name, value(ratio), interval(ratio.interval()));
    }

    private static String tile(String name, String value, String below) {
        return "<div><dt>" + text(name) + "</dt><dd>" + value + "<small>" + below + "</small></dd></div>\n";
    }

    private String models() {
        var rows = new ArrayList<List<String>>();
        for (var scored : result.models()) {
            var provenance = scored.model().provenance();
            rows.add(List.of(text(scored.model().name()), "<code>" + provenance.sha256() + "</code>",
                    provenance.provider() + (provenance.fallbacks().isEmpty()
                            ? "" : " (" + text(String.join("; ", provenance.fallbacks())) + ")"),
                    scored.model().thresholds().entrySet().stream()
                            .map(one -> text(one.getKey()) + " " + number(one.getValue()))
                            .collect(Collectors.joining("<br>"))));
        }
        return table(result.compares() ? "Models" : "Model",
                List.of("model", "SHA-256 of the graph", "runs on", "thresholds"), rows);
    }

    private String cases() {
        var rows = result.judged().questions().stream().map(question -> {
            var judged = question.judged();
            return List.of(text(question.label()), Integer.toString(judged.size()),
                    Integer.toString(judged.positives()),
                    Integer.toString(judged.size() - judged.positives()),
                    value(new Ratio(judged.positives(), judged.size())));
        }).toList();
        return rows.isEmpty()
                ? ""
                : table("Cases", List.of("label", "cases", "positive", "negative", "share positive"), rows);
    }

    private String classes() {
        var confusion = result.judged().confusion().orElseThrow();
        var counts = new long[confusion.classes().size()][confusion.classes().size()];
        for (int truth = 0; truth < counts.length; truth++) {
            for (int answer = 0; answer < counts.length; answer++) {
                counts[truth][answer] = confusion.count(truth, answer);
            }
        }
        var rows = new ArrayList<List<String>>();
        IntStream.range(0, counts.length).forEach(i -> {
            var against = confusion.against(i);
            rows.add(List.of(text(confusion.classes().get(i)), value(against.positivePredictive()),
                    value(against.sensitivity()), number(against.f1()), Long.toString(confusion.row(i))));
        });
        rows.add(List.of("mean of classes (macro)",
                number(confusion.macro(each -> each.positivePredictive().value())),
                number(confusion.macro(each -> each.sensitivity().value())), number(confusion.macro(Counts::f1)), ""));
        rows.add(List.of("all cases (micro)", value(confusion.accuracy()), value(confusion.accuracy()),
                value(confusion.accuracy()), Long.toString(confusion.cases())));
        var areas = "<p>Area under the ROC curve, each label against all else: mean of labels "
                + number(result.judged().macroArea()) + ", all answers together " + number(result.judged().microArea())
                + ".</p>\n";
        return Charts.matrix("Which class was taken for which", confusion.classes(), counts)
                + table("By class", List.of("class", "precision", "recall", "F1", "cases"), rows) + areas;
    }

    private String question(int at) {
        var questions = result.models().stream().map(scored -> scored.questions().get(at)).toList();
        var names = result.models().stream().map(scored -> scored.model().name()).toList();
        var question = questions.getFirst();
        var looks = heat.map(method -> "<p>Right of each picture, in yellow to red: where the model looks ("
                + switch (method) {
                    case CAM -> "class activation map";
                    case OCCLUSION -> "drop of the answer under patches of grey";
                } + ").</p>\n").orElse("");
        return section("label-" + at, question.label(), Charts.all(questions, names)
                + "<div class=\"pair\">" + Charts.confusion(question.label(), question.counts())
                + Figures.overview(question) + "</div>\n" + "<h3>Thresholds</h3>\n" + Figures.thresholds(question)
                + Figures.wanted(question) + "<h3>Worst cases</h3>\n" + looks + worst.of(question.label()));
    }

    private String leftOut() {
        if (result.leftOut().isEmpty()) {
            return "<p>None: each file has a label, and each was read.</p>\n";
        }
        Map<String, Long> reasons = new TreeMap<>(result.leftOut().stream()
                .collect(Collectors.groupingBy(one -> reason(one.why()), Collectors.counting())));
        var html = new StringBuilder(table("Why", List.of("reason", "files"), reasons.entrySet().stream()
                .map(one -> List.of(text(one.getKey()), Long.toString(one.getValue())))
                .toList()));
        if (facts.nameFiles()) {
            html.append(table("Which" + (result.leftOut().size() > MOST_NAMED
                            ? " (the first " + MOST_NAMED + "; cases.csv has all)" : ""),
                    List.of("file", "reason"), result.leftOut().stream().limit(MOST_NAMED)
                            .map(one -> List.of(text(one.name()), text(one.why()))).toList()));
        } else {
            html.append("<p>cases.csv names the files.</p>\n");
        }
        return html.toString();
    }

    /// Reasons that differ in numbers only are one.
    static String reason(String why) {
        return why.replaceAll("\\d+", "n");
    }

    private String how() {
        var names = facts.nameFiles()
                ? ""
                : "<li>File names may hold a person's name, so cases have numbers here; <code>cases.csv</code>, which"
                        + " should not leave the site, says which file has which.</li>\n";
        return "<ul>\n<li>Each picture went the way that it goes in production: the same preprocessing, graph and"
                + " reading of its output.</li>\n<li>Positive is a probability at or over the threshold.</li>\n"
                + "<li>Area under the ROC curve: share of pairs in order, equal scores half; intervals by DeLong, and"
                + " by drawing positives and negatives anew.</li>\n<li>Intervals of shares: Wilson, 95 %. They say"
                + " how far the figure may be off by the chance of which cases were taken, not how another hospital"
                + " would do.</li>\n<li>Average precision: steps, not interpolated. Calibration: ten bins of equal"
                + " width.</li>\n<li>Boxes: COCO's matching, at most 100 per picture, 101 recalls. Masks: Dice over"
                + " pictures with drawn pixels.</li>\n<li>Predictive values and precision depend on how many cases"
                + " are positive: here " + result.judged().questions().stream().findFirst()
                        .map(Page::share).orElse(Html.NOTHING)
                + ", in practice perhaps far fewer.</li>\n" + names + "</ul>\n";
    }

    private static String share(Binary question) {
        return value(new Ratio(question.judged().positives(), question.judged().size()));
    }
}
