// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Help.Ansi;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Counts and shows the outcomes of the demo as its receiver prints them.
final class DemoTally {
    private final int expected;
    private final boolean json;
    private final PrintStream out;
    private final JsonMapper mapper = new JsonMapper();
    private final OutcomeText text = new OutcomeText(Ansi.AUTO);
    private final Map<String, JsonNode> standing = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final CountDownLatch complete;

    DemoTally(int expected, boolean json, PrintStream out) {
        this.expected = expected;
        this.json = json;
        this.out = out;
        this.complete = new CountDownLatch(expected);
    }

    synchronized void payload(String line) {
        var outcome = mapper.readTree(line);
        out.println(json ? line : "%-22s".formatted(name(outcome)) + text.line(outcome));
        out.flush();
        var earlier = standing.put(outcome.path("id").asString(""), outcome);
        if (!provisional(outcome) && (earlier == null || provisional(earlier))) {
            complete.countDown();
        }
    }

    /// @param byPseudonym names for people, by the pseudonyms of images and studies
    synchronized void name(Map<String, String> byPseudonym) {
        names.putAll(byPseudonym);
    }

    private String name(JsonNode outcome) {
        var exam = outcome.path("exam");
        var study = names.getOrDefault(exam.path("study").asString(""), "yours");
        return names.getOrDefault(exam.path("instance").asString(""), study);
    }

    private static boolean provisional(JsonNode outcome) {
        return outcome.path("state").asString("").equals("provisional");
    }

    boolean await(long time, TimeUnit unit) throws InterruptedException {
        return complete.await(time, unit);
    }

    synchronized boolean budgetsMet() {
        return standing.values().stream().allMatch(outcome -> outcome.path("timing").path("met").asBoolean(true));
    }

    synchronized String summary() {
        long answered = standing.values().stream().filter(outcome -> !provisional(outcome)).count();
        return answered + " of " + expected + " studies answered, "
                + (budgetsMet() ? "every budget met." : "@|bold,red a budget was missed.|@")
                + (answered < expected ? " @|bold,red Outcomes are missing:|@ see the appliance's log above." : "");
    }
}
