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
import dev.gantry.model.Applicability;
import dev.gantry.model.Candidate;
import dev.gantry.model.Manifest.Scope;
import dev.gantry.model.Manifest;
import dev.gantry.model.ModelPackage;
import dev.gantry.mqtt.Connection;
import dev.gantry.mqtt.News;
import dev.gantry.mqtt.Plan;
import dev.gantry.phantom.Phantoms;
import dev.gantry.phantom.Radiograph;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.shelf.Shelf;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
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
    private static final int FILMS_OF_EACH_KIND = 4;

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
            return exam(news);
        } catch (IOException | ExecutionException e) {
            return List.of(Finding.wrong("the synthetic exam could not be sent: " + e.getMessage(), "see its log"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(Finding.note("interrupted"));
        } finally {
            connection.leave();
        }
    }

    /// A picture to be sent.
    private sealed interface Shown {
        record Made(Radiograph film) implements Shown {}

        record Golden(Path file) implements Shown {}

        default Optional<Outgoing> image() throws IOException {
            return switch (this) {
                case Made(var film) -> Optional.of(TestImage.of(film));
                case Golden(var file) -> TestImage.of(file);
            };
        }
    }

    private List<Finding> exam(LinkedBlockingQueue<News> news)
            throws IOException, InterruptedException, ExecutionException {
        var generator = Phantoms.among(shelf.packages().stream().map(shelf::check));
        if (generator.isEmpty()) {
            return send(pictures(List.of()), news, "golden pictures");
        }
        var id = generator.get().manifest().id();
        try {
            return send(pictures(films(generator.get())), news, "films made by " + id);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return List.of(Finding.wrong("no film could be made: " + e.getMessage(), "gantry model verify " + id));
        }
    }

    private List<Radiograph> films(ModelPackage generator) {
        var runtime = OnnxRuntime.start(Visit.onCpu(), settings.spool().path().resolve("native"));
        try (var phantoms = Phantoms.open(generator, runtime)) {
            var films = new ArrayList<Radiograph>();
            for (int seed = 1; seed <= FILMS_OF_EACH_KIND; seed++) {
                for (var kind : phantoms.kinds()) {
                    films.add(Radiograph.of(
                            phantoms.film(kind, seed), phantoms.exams(), phantoms.age(), LocalDateTime.now()));
                }
            }
            return films;
        }
    }

    /// For each version that is to answer (a gate answers for nobody): films where it looks at such, else its golden
    /// pictures.
    private List<Shown> pictures(List<Radiograph> films) throws IOException {
        var all = new ArrayList<Shown>();
        for (var one : shelf.outlook().stream().flatMap(it -> it.winner().stream()).toList()) {
            if (!(shelf.check(one) instanceof Candidate.Sound(var model))
                    || model.manifest().service().answers() == Manifest.Answers.AS_GATE) {
                continue;
            }
            if (films.stream().anyMatch(film -> looksAt(model, film))) {
                films.forEach(film -> all.add(new Shown.Made(film)));
            } else {
                golden(one.folder().resolve("golden")).forEach(file -> all.add(new Shown.Golden(file)));
            }
        }
        return all;
    }

    private static boolean looksAt(ModelPackage model, Radiograph film) {
        return model.manifest().question().scope() == Scope.IMAGE
                && model.manifest().appliesTo().judge(film.header()) instanceof Applicability.Applies;
    }

    private static List<Path> golden(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".dcm")).sorted().toList();
        }
    }

    private List<Finding> send(List<Shown> pictures, LinkedBlockingQueue<News> news, String source)
            throws IOException, InterruptedException, ExecutionException {
        if (pictures.isEmpty()) {
            return List.of(Finding.note("not tried: no model that answers looks at films of a phantom, or has golden"
                    + " pictures as DICOM files"));
        }
        var wall = new ArrayList<Double>();
        var outcomes = new ArrayList<JsonNode>();
        for (int i = 0; i < samples; i++) {
            var picture = pictures.get(i % pictures.size());
            var image = picture.image();
            if (image.isEmpty()) {
                return List.of(Finding.note("not tried: " + picture + " is not stored plainly"));
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
        return findings(wall, outcomes, source);
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

    private List<Finding> findings(List<Double> wall, List<JsonNode> outcomes, String source) {
        var findings = new ArrayList<Finding>();
        var whole = Figure.ofMillis(wall);
        findings.add(Finding.ok(samples + " synthetic images (" + source + "), from the first byte sent to the outcome"
                + " received: " + whole.words(), whole.tree()));
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
