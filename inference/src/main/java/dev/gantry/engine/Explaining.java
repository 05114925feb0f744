// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.explain.Explainer;
import dev.gantry.explain.Explanation;
import dev.gantry.explain.Explanations;
import dev.gantry.explain.HeatMap.Method;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.model.Manifest.Explain;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.OnnxRuntime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the heat maps of positive answers, one after the other on a thread of its own and only while the lane has
/// nothing to do: new work stops it, and it is taken up again later, a few times.
final class Explaining implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Explaining.class);
    /// Maps that may wait; of more, the newest are not made.
    private static final int WAITING = 32;
    private static final int TRIES = 5;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final OnnxRuntime runtime;
    private final Explanations explanations;
    private final BooleanSupplier idle;
    private final LongSupplier nanoClock;
    private final Deque<Wish> wishes = new ArrayDeque<>();
    private final Thread thread;
    private Optional<Explanation> current = Optional.empty();
    private Optional<Opened> opened = Optional.empty();
    private boolean stopped;
    private boolean closed;

    /// @param tries that were stopped
    private record Wish(ActiveModel model, Supplier<Picture> pictures, String label, String id, int tries) {
        Wish again() {
            return new Wish(model, pictures, label, id, tries + 1);
        }
    }

    /// The explainer of the model that was explained last: it has a session of its own.
    private record Opened(ActiveModel model, Explainer explainer) {}

    /// @param idle whether nothing waits for the device or runs on it
    Explaining(OnnxRuntime runtime, Explanations explanations, BooleanSupplier idle, LongSupplier nanoClock) {
        this.runtime = runtime;
        this.explanations = explanations;
        this.idle = idle;
        this.nanoClock = nanoClock;
        this.thread = Thread.ofPlatform().name("explaining").daemon(true).start(this::work);
    }

    synchronized void wish(ActiveModel model, Supplier<Picture> pictures, String label, String id) {
        if (closed || wishes.size() >= WAITING) {
            LOG.info("not explained id={} reason=\"{} others wait\"", id, wishes.size());
            return;
        }
        wishes.addLast(new Wish(model, pictures, label, id, 0));
        notifyAll();
    }

    /// There is work for the device.
    synchronized void giveWay() {
        stopped = true;
        current.ifPresent(Explanation::stop);
    }

    private void work() {
        for (var wish = next(); wish.isPresent(); wish = next()) {
            try {
                explain(wish.get());
            } catch (RuntimeException e) {
                LOG.warn("not explained model={} reason=\"{}\"", wish.get().model().id(), e.toString());
            }
        }
        opened.ifPresent(it -> it.explainer().close());
    }

    /// Empty when it is closed.
    private synchronized Optional<Wish> next() {
        try {
            while (!closed && (wishes.isEmpty() || !idle.getAsBoolean())) {
                wait(LOOK_AGAIN.toMillis() * (wishes.isEmpty() ? 20 : 1));
            }
        } catch (InterruptedException _) {
            return Optional.empty(); // nobody interrupts it but the end of the process
        }
        return closed ? Optional.empty() : Optional.of(wishes.removeFirst());
    }

    private void explain(Wish wish) {
        var explanation = new Explanation(
                explainer(wish.model()), wish.pictures(), wish.label(), explanations, wish.id());
        synchronized (this) {
            stopped = !idle.getAsBoolean();
            current = Optional.of(explanation);
        }
        if (!stopped) {
            explanation.run();
        }
        synchronized (this) {
            current = Optional.empty();
            if (stopped && !closed && wish.tries() + 1 < TRIES) {
                wishes.addFirst(wish.again());
            }
        }
    }

    private Explainer explainer(ActiveModel model) {
        if (opened.filter(it -> it.model() == model).isEmpty()) {
            opened.ifPresent(it -> it.explainer().close());
            opened = Optional.empty();
            var wanted = model.manifest().card().explain() == Explain.CAM ? Method.CAM : Method.OCCLUSION;
            opened = Optional.of(new Opened(model, Explainer.open(
                    runtime, model.manifest(), model.graph(), Optional.of(wanted), LONGEST, nanoClock)));
        }
        return opened.get().explainer();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            current.ifPresent(Explanation::stop);
            notifyAll();
        }
        try {
            thread.join(GOODBYE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
