// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.acknowledgement.Ack;
import dev.gantry.alert.Health;
import dev.gantry.alert.Publisher;
import dev.gantry.config.Settings;
import dev.gantry.config.WatchSettings;
import dev.gantry.dicom.dimse.Storage;
import dev.gantry.escalation.Answered;
import dev.gantry.escalation.Escalations;
import dev.gantry.chronicle.Line;
import dev.gantry.chronicle.Step;
import dev.gantry.outbox.Entry;
import dev.gantry.outbox.Outbox;
import dev.gantry.watch.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What goes to the hospital's systems and comes back from them: alerts, answers to them, and what is unusual.
final class HospitalSide {
    private static final Logger LOG = LoggerFactory.getLogger(HospitalSide.class);
    private static final long LOOK_MILLIS = 250;
    private static final long END_SECONDS = 5;

    private final Escalations escalations;
    private final Path alerts;
    private final Watch watch;
    private final Outbox outbox;
    private volatile Optional<Publisher> publisher = Optional.empty();

    /// Takes up where the last run of the appliance stopped; nothing is sent before [#publish].
    ///
    /// @throws IllegalArgumentException when a receiver's key cannot be used
    HospitalSide(Settings settings, Path state, Outbox outbox, Parts parts) throws IOException {
        this.outbox = outbox;
        watch = parts.add("watch", Watch.open(state.resolve("watch"), settings.watch(), Clock.systemUTC()), Watch::close);
        alerts = state.resolve("escalations");
        escalations = parts.add("escalations", Escalations.open(alerts, settings.alerts(),
                this::repeat, Clock.systemUTC()), Escalations::close);
        outbox.listen(watch::said);
        escalations.follow(outbox);
    }

    /// Starts to publish, to listen for answers and to look at the time.
    Publisher publish(Settings settings, Supplier<Health> health, Parts parts) {
        var started = parts.add("publisher",
                Publisher.start(settings, outbox, health, escalations::acknowledged), Publisher::close);
        publisher = Optional.of(started);
        var looking = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("hospital").factory());
        looking.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        parts.add("hospital", looking, HospitalSide::end);
        return started;
    }

    private static void end(ScheduledExecutorService looking) throws InterruptedException {
        looking.shutdown();
        if (!looking.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("what looks at the time did not end in {} s", END_SECONDS);
        }
    }

    /// A schedule ends with the first exception that leaves it.
    private void look() {
        try {
            escalations.look();
            watch.look();
        } catch (RuntimeException e) {
            LOG.error("alerts could not be looked after; again in {} ms", LOOK_MILLIS, e);
        }
    }

    private CompletionStage<Void> repeat(Entry entry, String tail, Map<String, String> marks) {
        return publisher.map(it -> it.repeat(entry, tail, marks))
                .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException("nothing is published yet")));
    }

    /// Somebody answers on a page.
    CompletionStage<Answered> answer(Ack ack) {
        return escalations.acknowledge(ack);
    }

    /// Tells of each answer that was ever taken and is still in the audit, and of each from now on.
    ///
    /// @param each called under a lock: quick
    void answers(Consumer<Ack> each) throws IOException {
        Consumer<Line> acks = line -> {
            if (line.step() instanceof Step.Acknowledged it) {
                each.accept(it.ack());
            }
        };
        Escalations.history(alerts).forEach(acks);
        escalations.listen(acks);
    }

    /// The same storage; when scanners send is learned.
    Storage watched(Storage storage) {
        return object -> {
            watch.received(object.calling().text(), Clock.systemUTC().instant());
            return storage.begin(object);
        };
    }

    /// What counts as unusual from now on.
    void take(WatchSettings changed) {
        watch.take(changed);
    }

    /// Alerts that a person should see to, one sentence each.
    List<String> complaints() {
        return escalations.complaints();
    }

    /// What is not as it uses to be, one sentence each.
    List<String> unusual() {
        return watch.complaints();
    }
}
