// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.Mode;
import dev.gantry.dicom.association.Ending;
import dev.gantry.dicom.dimse.StoreStatus;
import dev.gantry.outcome.Examples;
import dev.gantry.outcome.Outcomes;
import dev.gantry.outcome.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whatever the dashboard and the page for field engineers ask for is there.
class DashboardTest {
    private static final Path DASHBOARD = Path.of("..", "docs", "grafana-dashboard.json");
    private static final Path PAGE = Path.of("..", "docs", "operation.md");
    private static final Pattern SERIES =
            Pattern.compile("\\b(?<name>(?:gantry|jvm|process|system|disk)_[a-z_]+)(?:\\{(?<labels>[^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=~?\"");

    /// Every series there is, once everything has happened once.
    private static Set<String> lines() throws InterruptedException {
        try (var figures = new Figures(Path.of("."))) {
            var outcomes = new Outcomes(() -> 1_760_000_000_000L);
            figures.said(outcomes.next(Examples.answer(Examples.positive()), 1, Examples.NOW).orElseThrow().last());
            figures.said(outcomes.next(Examples.answer(Examples.unit(9), Mode.LIVE, Examples.failed(Reason.OVERLOAD)), 2,
                    Examples.NOW).orElseThrow().last());
            figures.traffic().ended(new Ending.Released());
            figures.traffic().stored(StoreStatus.SUCCESS, System.nanoTime());
            System.gc(); // for the pauses; told of on another thread
            for (int i = 0; i < 600 && !figures.text(FiguresTest.WELL).contains("jvm_gc_pause_seconds_sum"); i++) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            return figures.text(FiguresTest.WELL).lines().filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static void expressions(JsonNode node, ArrayList<String> found) {
        if (node.path("expr").isString()) {
            found.add(node.path("expr").stringValue());
        }
        node.valueStream().forEach(child -> expressions(child, found));
    }

    private static boolean offers(Set<String> lines, String name, Set<String> labels) {
        return lines.stream().filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .anyMatch(line -> labels.stream().allMatch(label ->
                        label.equals("instance") || line.contains(label + "=\"")));
    }

    @Test
    void asksOnlyForFiguresThatThereAreByLabelsThatTheyHave() throws Exception {
        var lines = lines();
        var expressions = new ArrayList<String>();
        expressions(JsonMapper.shared().readTree(Files.readString(DASHBOARD)), expressions);

        assertThat(expressions).hasSizeGreaterThan(20).allSatisfy(expression -> {
            var series = SERIES.matcher(expression);
            int found = 0;
            while (series.find()) {
                found++;
                var labels = series.group("labels") == null ? Set.<String>of()
                        : LABEL.matcher(series.group("labels")).results().map(it -> it.group(1))
                                .collect(Collectors.toSet());
                assertThat(offers(lines, series.group("name"), labels)).as(series.group()).isTrue();
            }
            assertThat(found).as("figures in %s", expression).isPositive();
        });
        assertThat(offers(lines, "gantry_no_such", Set.of())).isFalse();
        assertThat(offers(lines, "gantry_queue_depth", Set.of("reason"))).isFalse();
    }

    @Test
    void namesEachFigureOfOursOnThePageForFieldEngineers() throws Exception {
        var page = Files.readString(PAGE);
        var names = lines().stream().map(line -> line.replaceFirst("[{ ].*", ""))
                .filter(name -> name.startsWith("gantry_"))
                .map(name -> name.replaceFirst("_(bucket|count|sum|max)$", "")).collect(Collectors.toSet());

        assertThat(names).hasSizeGreaterThan(15).allSatisfy(name -> assertThat(page).contains("`" + name));
    }
}
