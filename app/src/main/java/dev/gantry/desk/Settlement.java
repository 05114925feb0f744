// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import dev.gantry.desk.Desk.Sayings;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Unit;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings answers to the outbox and tells the spool when all is said of an object.
///
/// The order is the promise: an answer enters the outbox only after its objects are kept, and an object is
/// settled only after its answers are in the outbox. What fails in between is done again after a restart.
final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    /// An object of which something is still to be said, or that nothing is.
    ///
    /// @param settle is called when all is said
    record Owed(Future<Void> kept, Runnable settle) {}

    Owed owed(StoredObject object) {
        return new Owed(object.kept(), () -> settled.accept(object.id()));
    }

    private final Sayings sayings;
    private final Consumer<String> settled;
    private final Turns turns = new Turns();
    private final Map<String, List<Claim>> claims = new HashMap<>(); // by SOP Instance UID

    /// @param settled takes the id of each object of which all is said
    Settlement(Sayings sayings, Consumer<String> settled) {
        this.sayings = sayings;
        this.settled = settled;
    }

    /// Several models will answer for one object; it is settled after the last of them. What is still under
    /// way for other data of the same instance is not said any more.
    ///
    /// @param held its series is still to be looked at: it is settled only after [#nothingToSay] too, of [Claim#owed]
    Claim claim(StoredObject object, int answers, boolean held) {
        var outdated = open(List.of(object.sopInstanceUid())).stream()
                .filter(it -> !it.object.fingerprint().equals(object.fingerprint())).toList();
        var claim = new Claim(object, after(object.kept(), outdated), answers, held);
        object.kept().onFailure(_ -> ended(claim));
        synchronized (claims) {
            claims.computeIfAbsent(object.sopInstanceUid(), _ -> new ArrayList<>()).add(claim);
        }
        return claim;
    }

    /// Succeeds when the cause is kept and nothing more is said of the claims: an order that callbacks of `kept`
    /// itself would not keep.
    private static Future<Void> after(Future<Void> kept, List<Claim> withdrawn) {
        return withdrawn.isEmpty() ? kept : kept.map(it -> {
            withdrawn.forEach(Claim::withdraw);
            return it;
        });
    }

    private List<Claim> open(Collection<String> instances) {
        synchronized (claims) {
            return instances.stream().flatMap(uid -> claims.getOrDefault(uid, List.of()).stream()).toList();
        }
    }

    private void ended(Claim claim) {
        synchronized (claims) {
            claims.computeIfPresent(claim.object.sopInstanceUid(),
                    (_, open) -> open.remove(claim) && open.isEmpty() ? null : open);
        }
    }

    /// Nothing is to be said of this object.
    void nothingToSay(Owed object) {
        object.kept().onSuccess(_ -> object.settle().run());
    }

    /// One answer for several objects, said when it is known which of them are kept; of the others nothing
    /// is said.
    void sayOnce(List<Owed> objects, Answer answer) {
        var known = Future.join(objects.stream().map(Owed::kept).toList()).<Void>mapEmpty().otherwiseEmpty();
        turns.take(answer.unit(), known, () -> {
            var kept = objects.stream().filter(object -> object.kept().succeeded()).map(Owed::settle).toList();
            if (!kept.isEmpty()) {
                said(sayings.say(answer), () -> kept.forEach(Runnable::run));
            }
        });
    }

    /// An answer that settles nothing.
    ///
    /// @param kept succeeds when it may be said
    void say(Future<Void> kept, Answer answer) {
        turns.take(answer.unit(), kept, () -> said(sayings.say(answer), () -> {}));
    }

    /// An answer whose objects are kept.
    ///
    /// @param then is run once it is on disk
    void say(Answer answer, Runnable then) {
        turns.take(answer.unit(), Future.succeededFuture(), () -> said(sayings.say(answer), then));
    }

    /// Takes back what stands for the units, and what is under way for the instances; what is claimed later
    /// is not meant, and said after it.
    ///
    /// @param kept succeeds when it may be done
    /// @param then is run once all of it is on disk
    void withdraw(Future<Void> kept, Collection<String> instances, List<Unit> units, String why, Runnable then) {
        var cause = after(kept, open(instances));
        var onDisk = CompletableFuture.allOf(
                units.stream().map(unit -> takeBack(unit, cause, why)).toArray(CompletableFuture<?>[]::new));
        cause.onSuccess(_ -> said(onDisk, then));
    }

    private CompletableFuture<?> takeBack(Unit unit, Future<Void> cause, String why) {
        var onDisk = new CompletableFuture<>();
        turns.take(unit, cause, () -> sayings.retract(unit, why).whenComplete((done, failure) -> {
            if (failure == null) {
                onDisk.complete(done);
            } else {
                onDisk.completeExceptionally(failure);
            }
        }));
        return onDisk;
    }

    private static void said(CompletionStage<?> stage, Runnable then) {
        stage.whenComplete((_, failure) -> {
            if (failure == null) {
                then.run();
            } else {
                LOG.error("an outcome could not be kept; its object will be analysed again cause={}",
                        failure.toString());
            }
        });
    }

    /// The answers still owed for one object.
    final class Claim {
        private final StoredObject object;
        private final Future<Void> ready;
        private final AtomicInteger owed;
        private final int held;
        private final AtomicBoolean over = new AtomicBoolean();
        private boolean withdrawn;

        /// @param ready succeeds when the object is kept and nothing more is said of former versions of it
        private Claim(StoredObject object, Future<Void> ready, int answers, boolean held) {
            this.object = object;
            this.ready = ready;
            this.held = held ? 1 : 0;
            this.owed = new AtomicInteger(answers + this.held);
        }

        /// What is owed to it besides its own answers, if it is held.
        Optional<Owed> owed() {
            return held == 0 ? Optional.empty() : Optional.of(new Owed(object.kept(), this::paid));
        }

        StoredObject object() {
            return object;
        }

        /// A better answer of the same model may follow.
        void provisional(Answer answer) {
            turns.take(answer.unit(), ready, () -> say(answer, () -> {}));
        }

        /// The last answer of one model.
        void last(Answer answer) {
            turns.take(answer.unit(), ready, () -> say(answer, this::paid));
        }

        /// The lock makes sure that what is withdrawn is either said before, and so retracted, or not at all.
        private synchronized void say(Answer answer, Runnable then) {
            if (withdrawn) {
                then.run();
            } else {
                said(sayings.say(answer), then);
            }
        }

        void retract(Unit unit, String why) {
            turns.take(unit, ready, () -> said(sayings.retract(unit, why), () -> {}));
        }

        /// Nothing more is said, so it is settled now and not when the analyses end: a later version of it may be
        /// settled before that, and after a crash in between this one would come back alone and be answered for.
        private void withdraw() {
            synchronized (this) {
                withdrawn = true;
            }
            settle();
        }

        private void paid() {
            int left = owed.decrementAndGet();
            if (left <= held) {
                object.bytes().release(); // what looks at the series reads the file
            }
            if (left == 0) {
                settle();
            }
        }

        private void settle() {
            if (!over.getAndSet(true)) {
                ended(this);
                object.kept().onSuccess(_ -> settled.accept(object.id()));
            }
        }
    }
}
