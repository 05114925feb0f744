// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Unit;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings answers to the outbox and tells the spool when all is said of an object.
///
/// The order is the promise: an answer enters the outbox only after its objects are kept, and an object is settled
/// only after its answers are in the outbox. What fails in between is done again after a restart.
final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    /// The outbox, as far as it matters here. Each stage completes once the revision is on disk, or there is none.
    interface Sayings {
        CompletionStage<?> say(Answer answer);

        CompletionStage<?> retract(Unit unit, String why);
    }

    private final Sayings sayings;
    private final Consumer<String> settled;

    /// @param settled takes the id of each object of which all is said
    Settlement(Sayings sayings, Consumer<String> settled) {
        this.sayings = sayings;
        this.settled = settled;
    }

    /// Several models will answer for one object; it is settled after the last of them.
    Claim claim(StoredObject object, int answers) {
        return new Claim(this, object, new AtomicInteger(answers));
    }

    /// Nothing is to be said of this object.
    void nothingToSay(StoredObject object) {
        object.kept().onSuccess(_ -> settled.accept(object.id()));
    }

    /// One answer for several objects, said when it is known which of them are kept; of the others nothing is said.
    void sayOnce(List<StoredObject> objects, Answer answer) {
        Future.join(objects.stream().map(StoredObject::kept).toList()).onComplete(_ -> {
            var kept = objects.stream().filter(object -> object.kept().succeeded()).map(StoredObject::id).toList();
            if (!kept.isEmpty()) {
                said(sayings.say(answer), () -> kept.forEach(settled));
            }
        });
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
    record Claim(Settlement settlement, StoredObject object, AtomicInteger owed) {

        /// A better answer of the same model may follow.
        void provisional(Answer answer) {
            object.kept().onSuccess(_ -> said(settlement.sayings.say(answer), () -> {}));
        }

        /// The last answer of one model.
        void last(Answer answer) {
            object.kept().onSuccess(_ -> said(settlement.sayings.say(answer), this::paid));
        }

        void retract(Unit unit, String why) {
            object.kept().onSuccess(_ -> said(settlement.sayings.retract(unit, why), () -> {}));
        }

        private void paid() {
            if (owed.decrementAndGet() == 0) {
                object.bytes().release();
                settlement.settled.accept(object.id());
            }
        }
    }
}
