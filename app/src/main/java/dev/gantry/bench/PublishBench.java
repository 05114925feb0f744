// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import dev.gantry.alert.Health;
import dev.gantry.alert.Publisher;
import dev.gantry.config.Mode;
import dev.gantry.config.MqttSettings;
import dev.gantry.mqtt.Connection;
import dev.gantry.mqtt.News;
import dev.gantry.mqtt.Plan;
import dev.gantry.outbox.Outbox;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Answer.Conclusion;
import dev.gantry.outcome.Answer.ModelUsed;
import dev.gantry.outcome.Answer.Work;
import dev.gantry.outcome.Finding;
import dev.gantry.outcome.Finding.Evidence;
import dev.gantry.outcome.Severity;
import dev.gantry.outcome.Subject;
import dev.gantry.outcome.Subject.Arrival;
import dev.gantry.outcome.Subject.Exam;
import dev.gantry.outcome.Unit;
import dev.gantry.outcome.Verdict;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/// What publishing adds to an answer: from the moment it is handed to the outbox until a subscriber on this machine
/// has it, the journal synced to disk and the broker between them. One outcome after the other at a steady pace first,
/// then as many as go through.
public final class PublishBench {
    private static final long LIMIT_SECONDS = 120;
    private static final int WARM_UPS = 300;
    private static final int AHEAD = 2_000;
    private static final String SITE = "bench";

    private final Plan plan;
    private final Consumer<String> progress;
    private final Map<String, Long> saidNanos = new ConcurrentHashMap<>();
    private final Map<String, Long> heardNanos = new ConcurrentHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();

    /// @param broker    absent: a mosquitto of this machine is started
    /// @param paced     outcomes at a steady pace, at least 100
    /// @param perSecond that pace
    /// @param flood     outcomes as fast as they go, at least 100
    /// @param folder    for the outbox: its disk is measured
    public record Plan(Optional<URI> broker, int paced, int perSecond, int flood, Path folder) {}

    /// @param progress hears what is going on, line by line
    public PublishBench(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /// @throws IllegalArgumentException when there is no broker
    public String run(boolean json) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory(Files.createDirectories(plan.folder()), "gantry-bench-publish");
        try (var processes = new Processes(folder)) {
            var broker = plan.broker().isPresent() ? plan.broker().get() : mosquitto(processes, folder);
            var settings = new MqttSettings(broker, Optional.empty(), Optional.empty(), Duration.ofSeconds(10), 10);
            var subscriber = subscriber(settings);
            var health = new Health(List.of(), Map.of(), Map.of(), Optional.empty());
            try (var outbox = Outbox.open(folder.resolve("outbox"));
                    var publisher = Publisher.start(SITE, device(), settings, outbox, () -> health,
                            (_, _, done) -> done.run())) {
                await("the broker", publisher::connected);
                return measure(outbox, json);
            } finally {
                subscriber.drop();
            }
        }
    }

    private static String device() {
        return "bench-" + ProcessHandle.current().pid();
    }

    private String measure(Outbox outbox, boolean json) throws InterruptedException {
        progress.accept("warming up");
        say(outbox, 0, WARM_UPS, plan.perSecond());
        progress.accept("%d outcomes, %d each second".formatted(plan.paced(), plan.perSecond()));
        var took = say(outbox, WARM_UPS, plan.paced(), plan.perSecond());
        Arrays.sort(took);
        progress.accept("%d outcomes as fast as they go".formatted(plan.flood()));
        long start = System.nanoTime();
        say(outbox, WARM_UPS + plan.paced(), plan.flood(), 0);
        double seconds = (System.nanoTime() - start) / 1e9;
        var figures = new LinkedHashMap<String, Object>();
        figures.put("outcomes", took.length);
        figures.put("p50-ms", millis(took, 0.5));
        figures.put("p99-ms", millis(took, 0.99));
        figures.put("max-ms", millis(took, 1));
        figures.put("sustained-per-s", Math.round(plan.flood() / seconds));
        return json ? JsonMapper.shared().writeValueAsString(figures) : text(figures);
    }

    private static double millis(long[] sorted, double quantile) {
        return Math.round(ScheduleReport.quantile(sorted, quantile) / 1e4) / 1e2;
    }

    private static String text(Map<String, Object> figures) {
        return """
                say() to subscriber, journal synced, %s outcomes: p50 %s ms, p99 %s ms, longest %s ms
                sustained: %s outcomes/s""".formatted(figures.values().toArray());
    }

    /// Says `count` outcomes and waits until all have come.
    ///
    /// @param perSecond 0: as fast as they go, but never more than [#AHEAD] that have not come
    /// @return nanoseconds from said to heard
    private long[] say(Outbox outbox, int first, int count, int perSecond) throws InterruptedException {
        answered.set(0);
        saidNanos.clear();
        heardNanos.clear();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            if (perSecond > 0) {
                long at = start + i * 1_000_000_000L / perSecond;
                for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            } else {
                int said = i;
                await("the subscriber", () -> said - answered.get() < AHEAD);
            }
            var answer = answer("unit-" + (first + i));
            saidNanos.put(answer.unit().pseudonym(), System.nanoTime());
            outbox.say(answer);
        }
        await("the last outcome", () -> answered.get() >= count);
        return saidNanos.entrySet().stream()
                .mapToLong(it -> heardNanos.get(it.getKey()) - it.getValue()).toArray();
    }

    private static void await(String what, BooleanSupplier done) throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - limit > 0) {
                throw new IllegalArgumentException("%s does not come within %d s".formatted(what, LIMIT_SECONDS));
            }
            Thread.sleep(0, 200_000);
        }
    }

    private Connection subscriber(MqttSettings settings) throws InterruptedException {
        var up = new CountDownLatch(1);
        var trouble = new AtomicReference<>("no answer");
        var plan = new dev.gantry.mqtt.Plan.Hearing(device() + "-hearing", Duration.ofSeconds(30),
                List.of("gantry/%s/%s/outcome/#".formatted(SITE, device())), Duration.ZERO, true);
        var connection = Connection.open(settings, plan, news -> {
            switch (news) {
                case News.Up _ -> {
                    trouble.set("");
                    up.countDown();
                }
                case News.Down(_, var why) -> {
                    trouble.set(why.text());
                    up.countDown();
                }
                case News.Arrived(_, _, var payload, var done) -> {
                    heard(payload);
                    done.run();
                }
                case News.Answered _ -> {}
            }
        });
        if (!up.await(LIMIT_SECONDS, TimeUnit.SECONDS) || !trouble.get().isEmpty()) {
            throw new IllegalArgumentException("no broker at %s: %s".formatted(settings.url(), trouble.get()));
        }
        return connection;
    }

    /// The time is taken before anything is read.
    private void heard(byte[] payload) {
        long now = System.nanoTime();
        var unit = JsonMapper.shared().readTree(payload).at("/exam/instance").stringValue();
        if (heardNanos.putIfAbsent(unit, now) == null) {
            answered.incrementAndGet();
        }
    }

    private static Answer answer(String unit) {
        var exam = new Exam("bench", Optional.empty(), "bench", "BENCH", "CR", List.of("bench"), Optional.of(unit));
        var finding = new Finding(Optional.empty(), "bench", 0.25, 0.5, Evidence.NONE);
        var model = new ModelUsed("bench", "1.0.0", "00".repeat(32), "cpu", "int8");
        return new Answer(new Unit(unit, "bench"), unit,
                new Subject(Mode.LIVE, exam, new Arrival(Optional.empty(), Instant.now(), false)),
                new Conclusion(false, Verdict.of(List.of(finding)), Optional.empty(), Optional.of(model)),
                new Work(Severity.ROUTINE, Optional.of(Duration.ofMillis(150)), System.nanoTime(), Optional.empty()));
    }

    private URI mosquitto(Processes processes, Path folder) throws IOException, InterruptedException {
        var program = Processes.installed("mosquitto").orElseThrow(() -> new IllegalArgumentException(
                "mosquitto is not installed (Debian: apt-get install mosquitto); --broker names another broker"));
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var file = Files.writeString(folder.resolve("mosquitto.conf"),
                "listener %d 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\nmax_queued_messages 100000\n".formatted(port));
        var process = processes.start("mosquitto.log", List.of(program.toString(), "-c", file.toString()));
        await("mosquitto", () -> {
            if (!process.isAlive()) {
                throw new IllegalArgumentException("mosquitto ended with " + process.exitValue());
            }
            try (var probe = new Socket()) {
                probe.connect(new InetSocketAddress("127.0.0.1", port), 200);
                return true;
            } catch (IOException _) {
                return false;
            }
        });
        return URI.create("tcp://127.0.0.1:" + port);
    }
}
