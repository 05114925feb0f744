// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.journal.Journal;
import dev.gantry.journal.Journal.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The audit on disk: every line, synced, for [#AGE], at most about [#MOST] lines; and all of it in memory, so that
/// a disk that failed can be written anew.
///
/// Lines of open alerts are never dropped, and those of an alert are dropped together. Guarded by its owner's lock,
/// which nobody may hold who calls [#tend] or [#close]: they wait for the disk, after a failure.
final class Audit {
    static final Duration AGE = Duration.ofDays(90);
    static final int MOST = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final long REPAIR_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration TRIM_PAUSE = Duration.ofHours(1);
    private static final long SLACK_BYTES = 4L << 20;

    /// @param lasting stays whatever its age: what else is kept means nothing without it
    private record Kept(Instant at, boolean passing, boolean lasting, List<UUID> about, byte[] bytes) {}

    private record Waiting(CompletableFuture<Void> done) {}

    /// Opens the journal, at first and after it failed.
    @FunctionalInterface
    interface Journals {
        Journal open() throws IOException;
    }

    private final Object lock;
    private final Journals journals;
    private final int most;
    private final List<Waiting> waiting = new ArrayList<>();
    private List<Kept> lines = new ArrayList<>();
    private long bytes;
    private Journal journal;
    private Optional<String> failure = Optional.empty();
    private boolean broken;
    private long repairAtNanos;
    private Optional<Instant> trimmed = Optional.empty();

    /// @param each takes every line that is kept, oldest first
    static Audit open(Path folder, Object lock, Consumer<Line> each) throws IOException {
        return new Audit(() -> Journal.open(folder, Durability.SYNC), lock, MOST, each);
    }

    Audit(Journals journals, Object lock, int most, Consumer<Line> each) throws IOException {
        this.journals = journals;
        this.lock = lock;
        this.most = most;
        this.journal = journals.open();
        try {
            journal.replay(record -> LineJson.read(record).ifPresentOrElse(line -> {
                keep(line, record);
                each.accept(line);
            }, () -> LOG.warn("audit: a line that only a newer version knows is left out")));
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private void keep(Line line, byte[] record) {
        boolean passing = line.step() instanceof Step.Noted;
        if (passing && !lines.isEmpty() && lines.getLast().passing()) {
            bytes -= lines.removeLast().bytes().length;
        }
        boolean lasting = passing || line.step() instanceof Step.Ruled;
        lines.add(new Kept(line.at(), passing, lasting, line.step().about(), record));
        bytes += record.length;
    }

    /// Completes when the line is on disk, if need be after a repair, on any thread.
    CompletionStage<Void> append(Line line) {
        var record = LineJson.write(line);
        keep(line, record);
        var here = new Waiting(new CompletableFuture<>());
        waiting.add(here);
        if (!broken) {
            journal.append(record).whenComplete((_, problem) -> written(List.of(here), Optional.ofNullable(problem)));
        }
        return here.done();
    }

    private void written(List<Waiting> those, Optional<Throwable> problem) {
        synchronized (lock) {
            if (problem.isPresent()) {
                if (failure.isEmpty()) {
                    LOG.error("audit cannot be kept: {}", problem.get().toString());
                }
                failure = Optional.of("the audit of alerts cannot be kept: " + problem.get().getMessage());
                broken = true;
                return;
            }
            if (!broken) {
                failure = Optional.empty();
            }
            waiting.removeAll(those);
        }
        those.forEach(it -> it.done().complete(null));
    }

    /// Why nothing can be kept at the moment.
    Optional<String> failure() {
        synchronized (lock) {
            return failure;
        }
    }

    /// Repairs the journal if it failed; drops what is old; compacts.
    ///
    /// @param at   on the clock of [Line#at]
    /// @param open the alerts that must stay
    /// @return the alerts whose lines were dropped
    Set<UUID> tend(Instant at, long nanos, Predicate<UUID> open) {
        synchronized (lock) {
            if (!broken) {
                return trimNow(at, open);
            }
            if (nanos - repairAtNanos < 0) {
                return Set.of();
            }
            repairAtNanos = nanos + REPAIR_PAUSE_NANOS;
        }
        repair();
        return Set.of();
    }

    private Set<UUID> trimNow(Instant at, Predicate<UUID> open) {
        var dropped = Set.<UUID>of();
        boolean time = trimmed.filter(last -> Duration.between(last, at).compareTo(TRIM_PAUSE) < 0).isEmpty();
        if (time || lines.size() > most + most / 10) {
            trimmed = Optional.of(at);
            dropped = trim(at, open);
        }
        if (journal.bytes() > 2 * bytes + SLACK_BYTES) {
            rewrite();
        }
        return dropped;
    }

    /// Whole alerts only: one whose first lines are gone would come back as another one.
    private Set<UUID> trim(Instant at, Predicate<UUID> open) {
        var oldest = at.minus(AGE);
        int surplus = Math.max(0, lines.size() - most);
        var young = new HashSet<UUID>();
        lines.stream().filter(line -> !line.at().isBefore(oldest)).forEach(line -> young.addAll(line.about()));
        var goners = new HashSet<UUID>();
        int seen = 0;
        for (var line : lines) {
            boolean crowded = seen++ < surplus;
            line.about().stream().filter(id -> !open.test(id) && (crowded || !young.contains(id))).forEach(goners::add);
        }
        var left = new ArrayList<Kept>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            boolean stays = line.about().isEmpty()
                    ? i >= surplus && !line.at().isBefore(oldest)
                    : !goners.containsAll(line.about());
            if (stays || line.lasting()) {
                left.add(line);
            }
        }
        return drop(left, goners);
    }

    private Set<UUID> drop(List<Kept> left, Set<UUID> goners) {
        if (left.size() == lines.size()) {
            return Set.of();
        }
        LOG.info("audit dropped lines={} kept={}", lines.size() - left.size(), left.size());
        lines = left;
        bytes = left.stream().mapToLong(line -> line.bytes().length).sum();
        rewrite();
        return goners;
    }

    private void repair() {
        try {
            journal.close();
            var fresh = journals.open();
            synchronized (lock) {
                journal = fresh;
                broken = false;
                rewrite();
            }
        } catch (IOException e) {
            LOG.warn("audit still cannot be kept: {}", e.toString());
        }
    }

    /// Everything in memory becomes the journal.
    private void rewrite() {
        var those = List.copyOf(waiting);
        journal.rotate(lines.stream().map(Kept::bytes).toList())
                .whenComplete((_, problem) -> written(those, Optional.ofNullable(problem)));
    }

    /// Waits until everything is on disk, up to 30 s; what cannot be kept fails.
    void close() throws IOException {
        if (failure().isPresent()) {
            repair();
        }
        journal.close();
        List<Waiting> lost;
        synchronized (lock) {
            lost = List.copyOf(waiting);
        }
        lost.forEach(it -> it.done().completeExceptionally(new IOException("the audit was closed before")));
    }
}
