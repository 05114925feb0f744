// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import dev.gantry.config.Settings;
import dev.gantry.dicom.dimse.Echoed;
import dev.gantry.dicom.dimse.Outgoing;
import dev.gantry.dicom.dimse.Sender;
import dev.gantry.dicom.dimse.Sent;
import dev.gantry.doctor.Check;
import dev.gantry.doctor.Finding;
import dev.gantry.model.Candidate;
import dev.gantry.model.Manifest;
import dev.gantry.mqtt.Connection;
import dev.gantry.mqtt.News;
import dev.gantry.mqtt.Plan;
import dev.gantry.shelf.Shelf;
import dev.gantry.shelf.Stocked;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Images through the appliance as it runs, from C-STORE to MQTT: as tests, one after the other, each timed.
final class ExamCheck implements Check {
    private static final long LIMIT_SECONDS = 30;

    private final Settings settings;
    private final Ourselves ourselves;
    private final Vertx vertx;
    private final Shelf shelf;
    private final int samples;

    ExamCheck(Settings settings, Ourselves ourselves, Vertx vertx, Shelf shelf, int samples) {
        this.settings = settings;
        this.ourselves = ourselves;
        this.vertx = vertx;
        this.shelf = shelf;
        this.samples = samples;
    }

    @Override
    public String name() {
        return "exam";
    }

    @Override
    public List<Finding> look() {
        if (!(ourselves.echo() instanceof Echoed.Answered)) {
            return List.of(Finding.note("not tried: the appliance does not run, or refuses " + Ourselves.CALLING,
                    "see ports"));
        }
        var news = new LinkedBlockingQueue<News>(10_000);
        var connection = Connection.open(settings.mqtt(), new Plan.Hearing(
                "gantry-doctor-exam-" + ProcessHandle.current().pid(), Duration.ofSeconds(30),
                List.of("gantry/%s/%s/test/outcome/#".formatted(settings.site(), settings.device())), Duration.ZERO, true),
                news::offer);
        try {
            if (!(news.poll(LIMIT_SECONDS, TimeUnit.SECONDS) instanceof News.Up)) {
                return List.of(Finding.note("not tried: without the broker no outcome can be seen", "see broker"));
            }
            return send(golden(), news);
        } catch (IOException | ExecutionException e) {
            return List.of(Finding.wrong("the synthetic exam could not be sent: " + e.getMessage(), "see its log"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(Finding.note("interrupted"));
        } finally {
            connection.leave();
        }
    }

    /// Those of the versions that are to answer; a gate answers for nobody.
    private List<Path> golden() throws IOException {
        var all = new ArrayList<Path>();
        for (var one : shelf.outlook().stream().flatMap(it -> it.winner().stream()).filter(this::answers).toList()) {
            var folder = one.folder().resolve("golden");
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.filter(file -> file.toString().endsWith(".dcm")).sorted().forEach(all::add);
                }
            }
        }
        return all;
    }

    private boolean answers(Stocked one) {
        return shelf.check(one) instanceof Candidate.Sound(var model)
                && model.manifest().service().answers() != Manifest.Answers.AS_GATE;
    }

    private List<Finding> send(List<Path> golden, LinkedBlockingQueue<News> news)
            throws IOException, InterruptedException, ExecutionException {
        if (golden.isEmpty()) {
            return List.of(Finding.note("not tried: no model has golden pictures as DICOM files"));
        }
        var wall = new ArrayList<Double>();
        var outcomes = new ArrayList<JsonNode>();
        for (int i = 0; i < samples; i++) {
            var image = TestImage.of(golden.get(i % golden.size()));
            if (image.isEmpty()) {
                return List.of(Finding.note("not tried: " + golden.get(i % golden.size()) + " is not stored plainly"));
            }
            long began = System.nanoTime();
            var refusal = store(image.get());
            if (refusal.isPresent()) {
                return List.of(Finding.wrong("C-STORE of a synthetic image failed: " + refusal.get(), "see the log"));
            }
            var outcome = await(news);
            if (outcome.isEmpty()) {
                return List.of(Finding.wrong("no outcome came within " + LIMIT_SECONDS + " s of image " + (i + 1),
                        "see the log; for a model of whole series this takes exam.silence, and is no fault"));
            }
            wall.add((System.nanoTime() - began) / 1e6);
            outcomes.add(outcome.get());
        }
        return findings(wall, outcomes);
    }

    private Optional<String> store(Outgoing image) throws InterruptedException, ExecutionException {
        var sent = new Sender(vertx).send(ourselves.peer(), List.of(image), _ -> {}).toCompletionStage()
                .toCompletableFuture().get().getFirst();
        return switch (sent.result()) {
            case Sent.Result.Answered answered when answered.stored() -> Optional.empty();
            case Sent.Result.Answered(int status, var comment) -> Optional.of("0x%04X %s".formatted(status, comment));
            case Sent.Result.NotSent(var why) -> Optional.of(why);
        };
    }

    /// The next lasting outcome of an image of ours.
    private static Optional<JsonNode> await(LinkedBlockingQueue<News> news) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (System.nanoTime() - end < 0) {
            if (news.poll(1, TimeUnit.SECONDS) instanceof News.Arrived arrived) {
                arrived.done().run();
                var outcome = JsonMapper.shared().readTree(arrived.payload());
                if (outcome.at("/exam/scanner").asString("").equals(Ourselves.CALLING)
                        && !outcome.path("state").asString("").equals("provisional")) {
                    return Optional.of(outcome);
                }
            }
        }
        return Optional.empty();
    }

    private List<Finding> findings(List<Double> wall, List<JsonNode> outcomes) {
        var findings = new ArrayList<Finding>();
        var whole = Figure.ofMillis(wall);
        findings.add(Finding.ok(samples + " synthetic images, from the first byte sent to the outcome received: "
                + whole.words(), whole.tree()));
        var inside = Figure.ofMillis(outcomes.stream().map(it -> it.at("/timing/elapsed-ms").asDouble()).toList());
        findings.add(Finding.ok("of that inside the appliance, from the last byte to the answer: " + inside.words(),
                inside.tree()));
        var results = new LinkedHashMap<String, Integer>();
        outcomes.forEach(it -> results.merge(result(it), 1, Integer::sum));
        var strangers = outcomes.stream().filter(it -> !it.path("mode").asString("").equals("test")).count();
        var failed = outcomes.stream().filter(it -> it.path("result").asString("").equals("not_analysed")).count();
        long late = outcomes.stream().filter(it -> it.at("/timing/met").isBoolean() && !it.at("/timing/met").asBoolean())
                .count();
        findings.add(strangers > 0 || failed > 0
                ? Finding.wrong("outcomes: " + results, failed > 0 ? "see the reason in the outcome, and the log" : "report"
                        + " it: a test must never be live")
                : Finding.ok("outcomes: " + results + ", all of mode test", Map.copyOf(results)));
        findings.add(late > 0
                ? Finding.wrong(late + " of " + samples + " missed the model's budget", "see gpu and models; is something"
                        + " else running on this machine?")
                : Finding.ok("all met the model's budget"));
        return findings;
    }

    private static String result(JsonNode outcome) {
        var reason = outcome.path("reason").asString("");
        return outcome.path("result").asString("?") + (reason.isEmpty() ? "" : " (" + reason + ")");
    }
}
