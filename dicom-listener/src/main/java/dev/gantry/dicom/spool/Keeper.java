// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.dicom.spool.Disk.Space;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after the disk, on a thread of its own: makes room, decides whether to refuse, heals a journal that failed.
///
/// Objects are taken off the register first, the journal has it next, the files go last: a file that is missing is
/// never one that the register believes in.
final class Keeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long HEAL_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long STOP_SECONDS = 40; // longer than a journal takes to close
    private static final int BATCH = 64;

    /// What the keeper looks after.
    ///
    /// @param paths   file of an object by its id
    /// @param waiting bytes received but not yet written
    record Ward(Disk disk, Register register, Function<String, Path> paths, LongSupplier waiting) {}

    /// How the disk stood at the last look.
    ///
    /// @param refusal        why no new object is taken
    /// @param hoursUntilFull until it would be refused, counting as room what may go
    record Standing(double usedPercent, Optional<String> refusal, Optional<Double> hoursUntilFull) {}

    private final Watermarks marks;
    private final Ward ward;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final FillRate rate = new FillRate();
    private final AtomicLong allowance = new AtomicLong();
    private final AtomicLong lookedAtNanos;
    private final AtomicBoolean pending = new AtomicBoolean();
    private final ArrayDeque<String> undeleted = new ArrayDeque<>();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name("spool-keeper").factory());
    private volatile Standing standing;
    private long healedAtNanos;

    Keeper(Watermarks marks, Ward ward, Clock clock, LongSupplier nanoClock) throws IOException {
        this.marks = marks;
        this.ward = ward;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.lookedAtNanos = new AtomicLong(nanoClock.getAsLong());
        this.healedAtNanos = nanoClock.getAsLong() - HEAL_NANOS;
        this.standing = standing(ward.disk().space());
    }

    Standing standing() {
        return standing;
    }

    /// Has the disk looked at when the last look was a second ago; never waits for it.
    void look() {
        long now = nanoClock.getAsLong();
        long last = lookedAtNanos.get();
        if (now - last >= LOOK_NANOS && lookedAtNanos.compareAndSet(last, now)) {
            if (pending.compareAndSet(false, true)) {
                thread.execute(this::lookSafely);
            }
        }
    }

    /// Whether the disk, as far as it was looked at, has room for so much more of an object that is arriving.
    boolean spend(int bytes) {
        return allowance.addAndGet(-bytes) >= 0;
    }

    /// Looks whatever the time; completes when it has looked.
    CompletableFuture<Void> lookAgain() {
        return CompletableFuture.runAsync(this::lookSafely, thread);
    }

    private void lookSafely() {
        pending.set(false);
        try {
            lookNow();
        } catch (IOException | RuntimeException e) {
            LOG.error("spool housekeeping failed cause={}", e.toString());
        }
    }

    private void lookNow() throws IOException {
        if (ward.register().failure().isPresent()) {
            heal();
        }
        var space = ward.disk().space();
        if (ward.register().failure().isEmpty()) {
            space = makeRoom(space);
            ward.register().compactIfLarge();
        }
        var before = standing.refusal();
        standing = standing(space);
        var now = standing.refusal();
        if (before.isPresent() != now.isPresent()) {
            LOG.warn("spool {} used={}% reason=\"{}\"", now.isPresent() ? "refuses" : "accepts again",
                    Math.round(space.usedPercent()), now.orElse("there is room"));
        }
    }

    private Standing standing(Space space) {
        allowance.set(marks.allowance(space, ward.waiting().getAsLong()));
        rate.add(nanoClock.getAsLong(), space.used() - ward.register().ask(Ledger::mayGoBytes));
        return new Standing(space.usedPercent(), ward.register().failure()
                .map(why -> "the spool's journal failed: " + why).or(() -> marks.refusal(space)),
                rate.hoursUntil(marks.full(space)));
    }

    private void heal() {
        if (nanoClock.getAsLong() - healedAtNanos < HEAL_NANOS) {
            return;
        }
        healedAtNanos = nanoClock.getAsLong();
        try {
            ward.register().heal();
            LOG.warn("the spool's journal failed and was written anew: it can be trusted again");
        } catch (IOException e) {
            LOG.error("the spool's journal failed and cannot be written anew yet; trying again in {} s cause={}",
                    HEAL_NANOS / 1_000_000_000, e.toString());
        }
    }

    private Space makeRoom(Space start) throws IOException {
        var space = start;
        deleteAgain();
        long over = marks.tooMuch(space);
        while ((over > 0 || excess() > 0) && undeleted.isEmpty()) {
            var leaving = ward.register().letGo(over > 0 ? BATCH : Math.min(BATCH, excess()),
                    over > 0 ? over : Long.MAX_VALUE, clock.instant());
            if (leaving.objects().isEmpty()) {
                break;
            }
            long hoped = delete(leaving);
            var after = ward.disk().space();
            if (over > 0 && space.used() - after.used() < hoped / 2) {
                return after; // the file system takes its time, or others fill it: look again in a second
            }
            space = after;
            over = marks.tooMuch(space);
        }
        return space;
    }

    private int excess() {
        return ward.register().ask(Ledger::excess);
    }

    /// @return the bytes that should be free now
    private long delete(Register.Leaving leaving) {
        try {
            leaving.said().toCompletableFuture().join();
        } catch (CompletionException e) {
            leaving.objects().forEach(entry -> undeleted.add(entry.id())); // once the journal is well again
            return 0;
        }
        long bytes = 0;
        for (var entry : leaving.objects()) {
            LOG.debug("evicted id={}", entry.id());
            if (delete(entry.id())) {
                bytes += entry.length();
            } else {
                undeleted.add(entry.id());
            }
        }
        return bytes;
    }

    private void deleteAgain() {
        for (int i = undeleted.size(); i > 0; i--) {
            var id = undeleted.poll();
            if (!delete(id)) {
                undeleted.add(id);
            }
        }
    }

    private boolean delete(String id) {
        try {
            Files.deleteIfExists(ward.paths().apply(id));
            return true;
        } catch (IOException e) {
            LOG.warn("could not delete an object that should make room; nothing else is evicted until it can"
                    + " id={} cause={}", id, e.toString());
            return false;
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("spool housekeeping did not end in {} s", STOP_SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
